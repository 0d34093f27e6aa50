SELECT day, SUM(total) AS total, MIN(quantity) > 0 AS ok FROM sale WHERE is_current GROUP BY day ORDER BY day
