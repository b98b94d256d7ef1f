--
-- PostgreSQL database dump
--

-- Dumped from database version 15.8
-- Dumped by pg_dump version 15.8

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audit_logs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_logs (
    id integer NOT NULL,
    event_id uuid NOT NULL,
    trace_id uuid,
    parent_event_id uuid,
    "timestamp" timestamp with time zone NOT NULL,
    user_id character varying(255),
    user_email character varying(255),
    action character varying(255) NOT NULL,
    resource_type character varying(100) NOT NULL,
    resource_id character varying(255),
    http_method character varying(10),
    path character varying(255),
    status_code integer,
    duration_ms double precision,
    ip_address inet,
    user_agent text,
    request_body jsonb,
    response_body jsonb,
    previous_state jsonb,
    new_state jsonb,
    metadata jsonb,
    signature character varying(255)
);


--
-- Name: audit_logs_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.audit_logs_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.audit_logs_id_seq OWNED BY public.audit_logs.id;


--
-- Name: audit_logs id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_logs ALTER COLUMN id SET DEFAULT nextval('public.audit_logs_id_seq'::regclass);


--
-- Data for Name: audit_logs; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_logs (id, event_id, trace_id, parent_event_id, "timestamp", user_id, user_email, action, resource_type, resource_id, http_method, path, status_code, duration_ms, ip_address, user_agent, request_body, response_body, previous_state, new_state, metadata, signature) FROM stdin;
1	ab3750f5-df03-461c-9f01-737a94e924c0	3d54282e-81b2-46b6-92dc-eebcdf3b2796	\N	2025-02-04 08:32:44.586+00	system	\N	gateway.request.failed	payment	pay_a81ea276	\N	\N	504	339.3	10.20.0.5	shop-worker/2.4	\N	\N	\N	\N	{"error": "upstream_timeout", "gateway": "acquirer-1", "ip_address": "10.20.0.5", "session_id": "sess_161f3c86", "user_agent": "shop-worker/2.4"}	\N
2	0794d770-1674-475e-a8c8-f870536bb58a	ba12d504-2feb-438f-85fb-67dcde233342	\N	2025-02-04 09:33:04.77+00	cust_100030	femi.berg30@example.com	user.password_reset.requested	user	cust_100030	POST	/api/v1/user/cust_100030	202	369.8	100.64.0.30	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	\N	{"ip_address": "100.64.0.30", "session_id": "sess_d71daa14", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
3	77fdcddf-07da-415d-a318-a1c3f3f5a3ef	510c1dbe-ed82-4722-ba2e-975bef995aa0	\N	2025-02-04 11:58:56.782+00	cust_100000	ada.abel0@example.com	user.login.success	user	cust_100000	POST	/api/v1/user/cust_100000	200	259.5	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"session": "active"}	{"ip_address": "100.64.0.0", "session_id": "sess_443db1eb", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
4	85f91d87-dc4a-45f1-9edd-3189cb8001a6	9a3495c9-c9d8-4a06-9635-d90cca2f1260	\N	2025-02-04 12:51:02.885+00	cust_100711	luis.dumas711@example.net	account.create.success	user	cust_100711	POST	/api/v1/user/cust_100711	201	381.4	100.64.2.199	Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2	\N	\N	\N	{"status": "active", "newsletter": false}	{"ip_address": "100.64.2.199", "session_id": "sess_890ef359", "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2"}	\N
5	00d70b28-4144-4fee-b151-85a37acf9040	510c1dbe-ed82-4722-ba2e-975bef995aa0	\N	2025-02-04 13:20:17.385+00	cust_100000	ada.abel0@example.com	cart.create.success	cart	cart_3815a558	POST	/api/v1/cart/cart_3815a558	200	40	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"items": 0}	{"ip_address": "100.64.0.0", "session_id": "sess_443db1eb", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
6	1574fb61-2513-40f5-ad4a-b43ef7ce9494	6e6dffcc-2f41-4110-bf80-07cf3c2b3558	\N	2025-02-04 15:57:45.694+00	system	\N	analytics.event.tracked	analytics	\N	\N	\N	\N	187.5	10.20.0.5	shop-worker/2.4	\N	\N	\N	{"job": "hourly_rollup", "rows": 1261}	{"ip_address": "10.20.0.5", "session_id": "sess_e146bfa8", "user_agent": "shop-worker/2.4"}	\N
7	72d56964-40bf-4632-9aa2-2a905d645be0	510c1dbe-ed82-4722-ba2e-975bef995aa0	\N	2025-02-04 17:14:30.486+00	cust_100000	ada.abel0@example.com	cart.item.added	cart	cart_3815a558	POST	/api/v1/cart/cart_3815a558	200	244.4	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	{"items": 0}	{"sku": "SKU-10387", "items": 1}	{"ip_address": "100.64.0.0", "session_id": "sess_443db1eb", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
8	ecf9f362-5a0c-4b74-849b-589a90f3ee48	510c1dbe-ed82-4722-ba2e-975bef995aa0	\N	2025-02-04 18:23:18.139+00	cust_100000	ada.abel0@example.com	checkout.abandon.recorded	cart	cart_3815a558	POST	/api/v1/cart/cart_3815a558	200	107.9	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	{"items": 1}	{"items": 1, "reason": "timeout"}	{"ip_address": "100.64.0.0", "session_id": "sess_443db1eb", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
9	741d8072-5d5e-41a9-8b41-54731ffd94e8	e69453c4-6f9f-4676-b5c2-1853c8e372d0	\N	2025-02-04 19:32:40.337+00	cust_100616	rosa.zhou616@example.net	user.login.success	user	cust_100616	POST	/api/v1/user/cust_100616	200	359.9	100.64.2.104	Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2	\N	\N	\N	{"session": "active"}	{"ip_address": "100.64.2.104", "session_id": "sess_ef88d029", "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2"}	\N
10	9572cbea-c328-4f36-a8c5-cb158bf5ebe3	1c027b3b-4c64-4905-9930-b06a212251b0	\N	2025-02-05 08:37:57.821+00	merch_lena	merch.lena@shop.example	product.attribute.updated	product	prod_20100	POST	/api/v1/product/prod_20100	200	174.1	198.51.100.21	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	{"colour": "grey"}	{"colour": "blue"}	{"ip_address": "198.51.100.21", "session_id": "sess_b23b9183", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
11	2c1361dd-581c-41dc-810d-83c2dd2e2712	e69453c4-6f9f-4676-b5c2-1853c8e372d0	\N	2025-02-05 10:36:29.414+00	cust_100616	rosa.zhou616@example.net	analytics.event.tracked	analytics	\N	POST	/api/v1/analytics	200	246.8	100.64.2.104	Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2	\N	\N	\N	{"hits": 46, "page": "search"}	{"ip_address": "100.64.2.104", "session_id": "sess_ef88d029", "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2"}	\N
12	1ac31300-6b52-4e1f-8931-de78493049c3	e69453c4-6f9f-4676-b5c2-1853c8e372d0	\N	2025-02-05 11:36:55.244+00	cust_100616	rosa.zhou616@example.net	cart.create.success	cart	cart_a193bd94	POST	/api/v1/cart/cart_a193bd94	200	169.8	100.64.2.104	Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2	\N	\N	\N	{"items": 0}	{"ip_address": "100.64.2.104", "session_id": "sess_ef88d029", "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2"}	\N
13	c38a1d88-1f20-4c0f-9ed6-18475b177d4d	8667bea0-f959-48cd-8f52-33e9147c64fd	\N	2025-02-05 12:42:19.629+00	cust_100390	paulo.petrov390@example.com	user.password.changed	user	cust_100390	POST	/api/v1/user/cust_100390	200	18.1	100.64.1.134	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	\N	{"ip_address": "100.64.1.134", "session_id": "sess_08ac2f94", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
14	7be8aa17-3c01-4a1c-8a44-d58ba0454f26	c5ea9af5-ac91-489a-91d6-60d7339e31f5	\N	2025-02-05 14:22:33.741+00	cust_100000	ada.abel0@example.com	user.login.failed	user	cust_100000	POST	/api/v1/user/cust_100000	401	311.1	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	\N	{"failure": "wrong_password", "ip_address": "100.64.0.0", "session_id": "sess_517cdf58", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
15	7185e5b6-4c54-4d80-b9d8-1d027e7b40b6	33a5359b-296a-478b-bfd5-8215b315dfef	\N	2025-02-05 15:33:44.991+00	system	\N	notification.sms.sent	order	ord_499999	\N	\N	\N	58.2	10.20.0.5	shop-worker/2.4	\N	\N	\N	{"template": "delivery_window"}	{"ip_address": "10.20.0.5", "session_id": "sess_3090bd76", "user_agent": "shop-worker/2.4"}	\N
16	d1fd92ec-ce10-404d-9a0e-41910f318cc4	5b7eede6-da75-4032-80f6-e1120c3fb9e6	\N	2025-02-05 16:12:20.64+00	system	\N	gateway.request.success	payment	pay_0d98f202	\N	\N	200	227.1	10.20.0.5	shop-worker/2.4	\N	\N	\N	\N	{"gateway": "acquirer-1", "ip_address": "10.20.0.5", "session_id": "sess_a5842308", "user_agent": "shop-worker/2.4"}	\N
17	49810146-1109-4e54-8264-f75dbe46b5de	ad7bdbef-a5ce-40c2-916d-8bc370233083	\N	2025-02-05 18:09:51.454+00	system	\N	analytics.event.tracked	analytics	\N	\N	\N	\N	364.9	10.20.0.5	shop-worker/2.4	\N	\N	\N	{"job": "hourly_rollup", "rows": 1994}	{"ip_address": "10.20.0.5", "session_id": "sess_a8d234a3", "user_agent": "shop-worker/2.4"}	\N
18	26ac9c3a-08bb-4b2f-a578-d41dcb10b9bc	3c4c3f93-120b-43d8-a999-778e31a3341e	\N	2025-02-05 18:51:44.444+00	merch_tomas	merch.tomas@shop.example	category.update.success	category	cat_textiles	PUT	/api/v1/category/cat_textiles	200	222.9	198.51.100.22	Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/120.0.0.0	\N	\N	{"position": 2}	{"position": 7}	{"ip_address": "198.51.100.22", "session_id": "sess_2d4f4f61", "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/120.0.0.0"}	\N
\.


--
-- Name: audit_logs_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_logs_id_seq', 18, true);


--
-- Name: audit_logs audit_logs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_logs
    ADD CONSTRAINT audit_logs_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

