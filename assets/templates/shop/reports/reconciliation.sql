-- Whether every sale that arrived is accounted for; a line that is not ok is a fault, never a rounding difference.
WITH held AS (
    SELECT s.sale_id, s.sale_date, s.product_id, s.total_price
    FROM sales AS s
    JOIN customer AS c ON c.customer_id = s.customer_id
    WHERE s.is_current AND s.sale_date >= c.effective_from AND s.sale_date < c.expiry_date
),
held_ids AS (
    SELECT DISTINCT sale_id FROM held
),
bought AS (
    SELECT product_id, sale_date, SUM(total_price) AS total FROM held GROUP BY product_id, sale_date
),
listed AS (
    SELECT b.product_id, b.sale_date, p.name
    FROM bought AS b
    JOIN product AS p ON p.product_id = b.product_id
    WHERE b.sale_date >= p.effective_from AND b.sale_date < p.expiry_date
),
breakdown AS (
    SELECT COALESCE(SUM(b.total), 0) AS money
    FROM bought AS b
    LEFT JOIN listed AS l ON l.product_id = b.product_id AND l.sale_date = b.sale_date
),
by_membership AS (
    SELECT COALESCE(SUM(total), 0) AS money FROM bought
),
unlisted AS (
    SELECT COALESCE(SUM(s.total_price), 0) AS money
    FROM sales AS s
    LEFT JOIN held_ids AS h ON h.sale_id = s.sale_id
    WHERE s.is_current AND h.sale_id IS NULL
),
every_sale AS (
    SELECT COALESCE(SUM(total_price), 0) AS money FROM sales WHERE is_current
),
versions AS (
    SELECT COUNT(*) AS lines, COALESCE(SUM(total_price), 0) AS money FROM sales
),
file_lines AS (
    SELECT COALESCE(SUM(rows), 0) AS arrived, COALESCE(SUM(unchanged + duplicates + rejected), 0) AS apart
    FROM loads
    WHERE pipeline = 'sales'
),
file_money AS (
    SELECT COALESCE(SUM(t.total), 0) AS arrived, COALESCE(SUM(t.unchanged + t.duplicates + t.rejected), 0) AS apart
    FROM load_totals AS t
    WHERE t.pipeline = 'sales' AND t.column = 'total_price'
),
sides AS (
    SELECT 1 AS place, 'rows in files = loaded + unchanged + duplicates + rejected' AS line,
        CAST(f.arrived AS DECIMAL(38, 2)) AS left_side, CAST(v.lines + f.apart AS DECIMAL(38, 2)) AS right_side,
        CAST(NULL AS DECIMAL(38, 2)) AS not_listed
    FROM file_lines AS f
    CROSS JOIN versions AS v
    UNION ALL
    SELECT 2 AS place, 'money in files = loaded + unchanged + duplicates + rejected' AS line,
        CAST(f.arrived AS DECIMAL(38, 2)) AS left_side, CAST(v.money + f.apart AS DECIMAL(38, 2)) AS right_side,
        CAST(NULL AS DECIMAL(38, 2)) AS not_listed
    FROM file_money AS f
    CROSS JOIN versions AS v
    UNION ALL
    SELECT 3 AS place, 'money by membership + not listed that day = money of all sales' AS line,
        CAST(m.money + u.money AS DECIMAL(38, 2)) AS left_side, CAST(e.money AS DECIMAL(38, 2)) AS right_side,
        CAST(u.money AS DECIMAL(38, 2)) AS not_listed
    FROM by_membership AS m
    CROSS JOIN unlisted AS u
    CROSS JOIN every_sale AS e
    UNION ALL
    SELECT 4 AS place, 'product sale breakdown = sales by membership' AS line,
        CAST(b.money AS DECIMAL(38, 2)) AS left_side, CAST(m.money AS DECIMAL(38, 2)) AS right_side,
        CAST(NULL AS DECIMAL(38, 2)) AS not_listed
    FROM breakdown AS b
    CROSS JOIN by_membership AS m
)
SELECT line, left_side, right_side, left_side = right_side AS ok, not_listed
FROM sides
ORDER BY place
