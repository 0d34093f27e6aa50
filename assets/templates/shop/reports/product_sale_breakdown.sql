-- The money of every day's sales by membership and product, both as they held on that day.
-- A sale of a product that was not in the catalogue that day keeps its money, under a name that says so.
WITH bought AS (
    SELECT s.sale_date, c.membership_status, s.product_id, SUM(s.total_price) AS total
    FROM sales AS s
    JOIN customer AS c ON c.customer_id = s.customer_id
    WHERE s.is_current AND s.sale_date >= c.effective_from AND s.sale_date < c.expiry_date
    GROUP BY s.sale_date, c.membership_status, s.product_id
),
wanted AS (
    SELECT DISTINCT product_id, sale_date FROM sales WHERE is_current
),
listed AS (
    SELECT w.product_id, w.sale_date, p.name
    FROM wanted AS w
    JOIN product AS p ON p.product_id = w.product_id
    WHERE w.sale_date >= p.effective_from AND w.sale_date < p.expiry_date
),
named AS (
    SELECT b.sale_date, b.membership_status, COALESCE(l.name, '(not in catalogue)') AS name, b.total
    FROM bought AS b
    LEFT JOIN listed AS l ON l.product_id = b.product_id AND l.sale_date = b.sale_date
)
SELECT sale_date, membership_status, name, SUM(total) AS total
FROM named
GROUP BY sale_date, membership_status, name
ORDER BY sale_date, membership_status, name
