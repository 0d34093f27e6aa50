-- The customers that hold on every day that has a customer file.
-- A version counts from its first day to the day before it ends, so a running sum of what opens and closes is enough.
WITH change AS (
    SELECT effective_from AS day, 1 AS step FROM customer
    UNION ALL
    SELECT expiry_date AS day, -1 AS step FROM customer WHERE NOT is_current
    UNION ALL
    SELECT date AS day, 0 AS step FROM loads WHERE pipeline = 'customer'
),
daily AS (
    SELECT day, SUM(step) AS step FROM change GROUP BY day
),
held AS (
    SELECT day, SUM(step) OVER (ORDER BY day) AS customers FROM daily
),
filed AS (
    SELECT DISTINCT date AS day FROM loads WHERE pipeline = 'customer'
)
SELECT held.day AS date, CAST(held.customers AS BIGINT) AS customers
FROM held
JOIN filed ON filed.day = held.day
ORDER BY date
