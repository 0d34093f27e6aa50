-- The money of every day's sales by the membership that the buyer held on that day.
-- A sale counts once, as it stands now. Buyers who were not on the list that day have no membership: see reconciliation.
SELECT s.sale_date, c.membership_status, SUM(s.total_price) AS total
FROM sales AS s
JOIN customer AS c ON c.customer_id = s.customer_id
WHERE s.is_current AND s.sale_date >= c.effective_from AND s.sale_date < c.expiry_date
GROUP BY s.sale_date, c.membership_status
ORDER BY s.sale_date, c.membership_status
