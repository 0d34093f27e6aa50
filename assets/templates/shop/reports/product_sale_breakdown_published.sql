-- The breakdown as older notebooks published it: a sale counts once for every version of its product, whatever the day.
-- Only to compare with figures of theirs; product_sale_breakdown counts a sale once.
WITH bought AS (
    SELECT s.sale_date, c.membership_status, s.product_id, SUM(s.total_price) AS total
    FROM sales AS s
    JOIN customer AS c ON c.customer_id = s.customer_id
    WHERE s.is_current AND s.sale_date >= c.effective_from AND s.sale_date < c.expiry_date
    GROUP BY s.sale_date, c.membership_status, s.product_id
)
SELECT b.sale_date, b.membership_status, p.name, SUM(b.total) AS total
FROM bought AS b
JOIN product AS p ON p.product_id = b.product_id
GROUP BY b.sale_date, b.membership_status, p.name
ORDER BY b.sale_date, b.membership_status, p.name
