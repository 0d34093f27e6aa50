-- The ten customers who bought the most items while they were active members, as held on the day of each sale.
-- Names are those of a customer's latest version.
WITH best AS (
    SELECT s.customer_id, SUM(CAST(s.quantity AS DECIMAL(38, 0))) AS items
    FROM sales AS s
    JOIN customer AS c ON c.customer_id = s.customer_id
    WHERE s.is_current AND s.sale_date >= c.effective_from AND s.sale_date < c.expiry_date
        AND c.membership_status = 'active'
    GROUP BY s.customer_id
    ORDER BY items DESC, s.customer_id
    LIMIT 10
),
latest AS (
    SELECT c.customer_id, MAX(c.effective_from) AS effective_from
    FROM customer AS c
    JOIN best AS b ON b.customer_id = c.customer_id
    GROUP BY c.customer_id
),
names AS (
    SELECT c.customer_id, c.first_name, c.last_name, c.email
    FROM customer AS c
    JOIN latest AS l ON l.customer_id = c.customer_id AND l.effective_from = c.effective_from
)
SELECT b.customer_id, n.first_name, n.last_name, n.email, b.items AS quantity
FROM best AS b
LEFT JOIN names AS n ON n.customer_id = b.customer_id
ORDER BY b.items DESC, b.customer_id
