-- The tables of Adobe Commerce's action log and of WooCommerce's Stream, with rows whose text form is easy to get wrong,
-- and one table with every kind of column.
SET sql_mode = '';
SET time_zone = '+02:00';
CREATE TABLE magento_logging_event (
  log_id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  ip BIGINT NOT NULL DEFAULT 0,
  x_forwarded_ip BIGINT DEFAULT 0,
  event_code VARCHAR(100),
  time TIMESTAMP NULL DEFAULT NULL,
  action VARCHAR(20),
  info VARCHAR(255),
  status VARCHAR(15),
  user VARCHAR(40),
  user_id INT UNSIGNED,
  fullaction VARCHAR(200),
  error_message TEXT
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='it''s a log; (INSERT INTO x VALUES (1));';
INSERT INTO magento_logging_event VALUES
  (1, 3405803818, 0, 'sales_order_status', '2025-01-01 00:30:00', 'save', 'order #000000017', 'success', 'u_17', 17, 'sales_order_save', NULL),
  (2, 9223372036854775807, -9223372036854775808, 'admin_login', '2025-03-30 03:15:00', 'login', '', 'failure', 'u_18', 4294967295, 'adminhtml_index', 'it''s "wrong"; \\ back\\slash\n\r\t\0\Z\b %_ \\% \\_ ),(NULL'),
  (3, -1, NULL, NULL, NULL, NULL, '&lt;b&gt; <b> Zoë Ångström 😀 ключ キー', NULL, '/* no */ -- no # no', NULL, '0x41', '\\'),
  (4, 0, 0, 'NULL', '1970-01-01 02:00:01', 'null', 'NULL', '', '''', 0, ',', ');\nINSERT INTO `magento_logging_event` VALUES (5');
CREATE TABLE magento_logging_event_changes (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  source_name VARCHAR(150),
  event_id INT UNSIGNED,
  source_id INT UNSIGNED,
  original_data MEDIUMTEXT,
  result_data MEDIUMTEXT
) ENGINE=InnoDB DEFAULT CHARSET=latin1;
INSERT INTO magento_logging_event_changes VALUES
  (1, 'Magento\\Sales\\Model\\Order', 1, 17, '{"status":"new","total":"1.10","note":"caf\\u00e9 \\"x\\""}', '{"status":"paid"}'),
  (2, 'x', 4, NULL, 'a:1:{s:1:"é";N;}', REPEAT('ü''"\\', 1000));
CREATE TABLE wp_stream (
  ID BIGINT(20) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  site_id BIGINT(20) UNSIGNED NOT NULL DEFAULT 1,
  blog_id BIGINT(20) UNSIGNED NOT NULL DEFAULT 1,
  object_id BIGINT(20) UNSIGNED NULL,
  user_id BIGINT(20) UNSIGNED NOT NULL DEFAULT 0,
  user_role VARCHAR(50) NOT NULL DEFAULT '',
  summary LONGTEXT NOT NULL,
  created DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  connector VARCHAR(100) NOT NULL,
  context VARCHAR(100) NOT NULL,
  action VARCHAR(100) NOT NULL,
  ip VARCHAR(39) NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO wp_stream VALUES
  (1, 1, 1, NULL, 17, 'shop_manager', '"Order #17" status changed from Pending to Processing', '2025-01-01 00:00:00', 'woocommerce', 'shop_order', 'updated', '203.0.113.42'),
  (18446744073709551615, 1, 1, 18446744073709551615, 0, '', '', '0000-00-00 00:00:00', 'a', 'b', 'c', NULL),
  (3, 1, 1, 0, 1, 'administrator', 'line 1\r\nline 2', '9999-12-31 23:59:59', 'users', 'sessions', 'login', '2001:db8::1');
CREATE TABLE wp_stream_meta (
  meta_id BIGINT(20) UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  record_id BIGINT(20) UNSIGNED NOT NULL,
  meta_key VARCHAR(200) NOT NULL,
  meta_value VARCHAR(200) NOT NULL
) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4;
INSERT INTO wp_stream_meta VALUES (1, 1, 'new_status', 'wc-processing'), (2, 1, 'old', REPEAT('😀', 200));
CREATE TABLE `every ``kind (x)` (
  `a b` INT NOT NULL PRIMARY KEY COMMENT 'x),(y',
  `values (` DECIMAL(30,10),
  `float` FLOAT, `double` DOUBLE,
  zero INT(6) UNSIGNED ZEROFILL, year YEAR, yes BOOLEAN,
  bits BIT(10), raw VARBINARY(300), fixed BINARY(4), big LONGBLOB, geo POINT,
  doc JSON, plain LONGTEXT,
  at DATETIME(6), stamp TIMESTAMP(3) NULL, day DATE, hour TIME(2),
  choice ENUM('a', 'it''s', 'x,y'), many SET('x', 'y'), id UUID, address INET6,
  twice INT GENERATED ALWAYS AS (`a b` * 2) VIRTUAL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
INSERT INTO `every ``kind (x)`
  (`a b`, `values (`, `float`, `double`, zero, year, yes, bits, raw, fixed, big, geo, doc, plain, at, stamp, day, hour, choice, many, id, address)
VALUES
  (1, 1.10, 1e30, -0.1, 42, 2024, TRUE, b'1000000001', x'00ff27225c0a0d1a2c2829', x'01', REPEAT(x'8000ff', 5000), POINT(1, -2),
   '{"b": 1.10, "a": [1, 2, {"é": null}], "a": "\\u0000 \\" 😀"}', '{"not": "json column"}',
   '2025-01-02 03:04:05.000100', '2025-07-02 03:04:05.5', '0000-00-00', '-838:59:59', 'it''s', 'x,y', '0188aabb-0000-7000-8000-00000000abcd', '::ffff:192.0.2.1'),
  (-2147483648, -99999999999999999999.9999999999, 0, 1.7976931348623157e308, 0, 0, FALSE, b'0', '', '', '', NULL,
   '12345678901234567890.10', '', '0000-00-00 00:00:00', NULL, '2025-02-00', '00:00:00.01', '', '', NULL, '::'),
  (2147483647, 0.0000000001, -1.5e-30, 5e-324, 999999, 1901, NULL, NULL, REPEAT('é', 20), 'é', NULL, NULL, ' [ ] ', NULL,
   NULL, '2038-01-19 03:14:07', NULL, NULL, NULL, NULL, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'ff02::1'),
  (0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
DELIMITER $$
CREATE TRIGGER stream_copy BEFORE INSERT ON wp_stream FOR EACH ROW
BEGIN
  -- INSERT INTO wp_stream VALUES (7);
  SET @sample = 'it''s; $ (';
  INSERT INTO wp_stream_meta VALUES (NULL, 1, 'trigger', 'x');
END$$
CREATE PROCEDURE rows_of_nothing()
BEGIN
  SELECT "INSERT INTO wp_stream VALUES (8);" AS `;`; /* '; */
END$$
DELIMITER ;
CREATE VIEW stream_view AS SELECT ID, summary AS `INSERT INTO x VALUES` FROM wp_stream;
