SELECT value_prop, COUNT(*) AS prints, SUM(clicked) AS taps
FROM gold
GROUP BY value_prop
ORDER BY value_prop
