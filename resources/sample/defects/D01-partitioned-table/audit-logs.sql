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
)
PARTITION BY RANGE ("timestamp");


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


SET default_table_access_method = heap;

--
-- Name: audit_logs_y2025m01; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_logs_y2025m01 (
    id integer DEFAULT nextval('public.audit_logs_id_seq'::regclass) NOT NULL,
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
-- Name: audit_logs_y2025m02; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_logs_y2025m02 (
    id integer DEFAULT nextval('public.audit_logs_id_seq'::regclass) NOT NULL,
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
-- Name: audit_logs_y2025m01; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.audit_logs_y2025m01 FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2025-02-01 00:00:00+00');


--
-- Name: audit_logs_y2025m02; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.audit_logs_y2025m02 FOR VALUES FROM ('2025-02-01 00:00:00+00') TO ('2025-03-01 00:00:00+00');


--
-- Name: audit_logs id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_logs ALTER COLUMN id SET DEFAULT nextval('public.audit_logs_id_seq'::regclass);


--
-- Data for Name: audit_logs_y2025m01; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_logs_y2025m01 (id, event_id, trace_id, parent_event_id, "timestamp", user_id, user_email, action, resource_type, resource_id, http_method, path, status_code, duration_ms, ip_address, user_agent, request_body, response_body, previous_state, new_state, metadata, signature) FROM stdin;
1	d612b8a7-0fef-4b19-be7b-425613af608e	e64d6a4a-0084-421f-a852-6a2c426d5e96	\N	2025-01-30 09:14:06.994+00	system	\N	gateway.request.failed	payment	pay_3911fd92	\N	\N	500	378.7	10.20.0.5	shop-worker/2.4	\N	\N	\N	\N	{"error": "upstream_timeout", "gateway": "acquirer-1", "ip_address": "10.20.0.5", "session_id": "sess_79c81a0c", "user_agent": "shop-worker/2.4"}	\N
2	8762e69a-b045-4f70-a4fd-dc6d34406536	62a79bb0-f12e-452e-83ac-1edbdc28f05f	\N	2025-01-30 11:12:00.036+00	cust_100000	ada.abel0@example.com	user.login.success	user	cust_100000	POST	/api/v1/user/cust_100000	200	326.5	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"session": "active"}	{"ip_address": "100.64.0.0", "session_id": "sess_aa75c490", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
3	5903af1e-070c-4ede-a03d-b612cc9ba849	f844a0d9-e7c7-4a09-b7de-7ff333d294a4	\N	2025-01-30 13:36:40.638+00	system	\N	inventory.sync.success	inventory	SKU-10367	\N	\N	\N	240.9	10.20.0.5	shop-worker/2.4	\N	\N	{"quantity": 386}	{"quantity": 381}	{"ip_address": "10.20.0.5", "session_id": "sess_3dada09c", "user_agent": "shop-worker/2.4"}	\N
4	8b07cfb1-6169-4573-951a-021fe23e87a4	0ca82ed7-850b-4729-85ee-5601e38b1932	\N	2025-01-30 15:43:01.228+00	cust_100756	gita.fuchs756@example.net	user.mfa_challenge.success	user	cust_100756	POST	/api/v1/user/cust_100756	200	38.2	100.64.2.244	Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2	\N	\N	\N	{"factor": "totp"}	{"ip_address": "100.64.2.244", "session_id": "sess_ab532900", "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2"}	\N
5	c35bcaf1-3574-4bf3-bf5a-5e225bab01e6	62a79bb0-f12e-452e-83ac-1edbdc28f05f	\N	2025-01-30 16:57:02.706+00	cust_100000	ada.abel0@example.com	cart.create.success	cart	cart_aea9123f	POST	/api/v1/cart/cart_aea9123f	200	193.5	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"items": 0}	{"ip_address": "100.64.0.0", "session_id": "sess_aa75c490", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
6	c43eb6d3-43ca-41ac-a906-37c8c0d99681	57d5809c-2bb7-46ab-9ab6-3e4645d819f3	\N	2025-01-30 18:03:01.978+00	merch_tomas	merch.tomas@shop.example	product.update.success	product	prod_20069	PUT	/api/v1/product/prod_20069	200	347.5	198.51.100.22	Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/120.0.0.0	\N	\N	{"price": 49.32, "currency": "USD"}	{"price": 44.88, "currency": "USD"}	{"ip_address": "198.51.100.22", "session_id": "sess_9d6763f4", "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/120.0.0.0"}	\N
7	198d801b-693e-46d4-9f1f-8019b712968d	62a79bb0-f12e-452e-83ac-1edbdc28f05f	\N	2025-01-31 08:14:15.466+00	cust_100000	ada.abel0@example.com	cart.item.added	cart	cart_aea9123f	POST	/api/v1/cart/cart_aea9123f	200	332.7	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	{"items": 0}	{"sku": "SKU-10080", "items": 1}	{"ip_address": "100.64.0.0", "session_id": "sess_aa75c490", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
8	fa67fbf9-1fd7-41e4-8b5f-1ed54f48d7e1	62a79bb0-f12e-452e-83ac-1edbdc28f05f	\N	2025-01-31 11:33:08.91+00	cust_100000	ada.abel0@example.com	checkout.start.success	cart	cart_aea9123f	POST	/api/v1/cart/cart_aea9123f	200	47	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"currency": "USD", "total_amount": 121.5}	{"ip_address": "100.64.0.0", "session_id": "sess_aa75c490", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
10	bf37cc3d-777a-4bf7-8460-3610fbfb8a88	36657c55-121b-4887-8129-f14a47fcad65	\N	2025-01-31 13:11:06.899+00	system	\N	notification.sms.sent	order	ord_499999	\N	\N	\N	231.3	10.20.0.5	shop-worker/2.4	\N	\N	\N	{"template": "delivery_window"}	{"ip_address": "10.20.0.5", "session_id": "sess_9c91bb87", "user_agent": "shop-worker/2.4"}	\N
11	17b7c736-55c3-4b20-9b42-e54721626a84	62a79bb0-f12e-452e-83ac-1edbdc28f05f	\N	2025-01-31 15:13:14.379+00	cust_100000	ada.abel0@example.com	payment.method.validated	payment	pay_0ea3eddf	POST	/api/v1/payment/pay_0ea3eddf	200	274.1	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"method": "wallet"}	{"ip_address": "100.64.0.0", "session_id": "sess_aa75c490", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
12	4053ae4f-d707-48ad-9960-7d3177ad2624	62a79bb0-f12e-452e-83ac-1edbdc28f05f	\N	2025-01-31 17:03:45.459+00	cust_100000	ada.abel0@example.com	payment.authorize.success	payment	pay_95ba4a65	POST	/api/v1/payment/pay_95ba4a65	200	377.7	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"amount": 121.5, "status": "authorised", "currency": "USD"}	{"ip_address": "100.64.0.0", "session_id": "sess_aa75c490", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
13	f4fd4542-d6b3-4488-b383-fac8abbc208d	51163da7-7a7a-4692-b7a0-65614e5917f2	\N	2025-01-31 18:54:55.316+00	merch_lena	merch.lena@shop.example	product.create.success	product	prod_83178	POST	/api/v1/product/prod_83178	201	135.5	198.51.100.21	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"name": "Cast-iron pan", "price": 138.49, "status": "draft"}	{"ip_address": "198.51.100.21", "session_id": "sess_6600d2d1", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
\.


--
-- Data for Name: audit_logs_y2025m02; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_logs_y2025m02 (id, event_id, trace_id, parent_event_id, "timestamp", user_id, user_email, action, resource_type, resource_id, http_method, path, status_code, duration_ms, ip_address, user_agent, request_body, response_body, previous_state, new_state, metadata, signature) FROM stdin;
14	6e2c883b-ed47-4e70-99bb-296cf1059cff	c39418ef-933d-4f5b-a8e6-a043872a980d	\N	2025-02-01 08:16:22.562+00	cust_100000	ada.abel0@example.com	user.login.success	user	cust_100000	POST	/api/v1/user/cust_100000	200	355.8	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"session": "active"}	{"ip_address": "100.64.0.0", "session_id": "sess_577911ad", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
15	8a4739e8-fa39-4688-bfb9-c2ce240aa065	c39418ef-933d-4f5b-a8e6-a043872a980d	\N	2025-02-01 11:18:54.775+00	cust_100000	ada.abel0@example.com	cart.create.success	cart	cart_d4e6884f	POST	/api/v1/cart/cart_d4e6884f	200	131.9	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"items": 0}	{"ip_address": "100.64.0.0", "session_id": "sess_577911ad", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
16	38e0e095-88f4-4037-95bb-715fe75a43b5	c39418ef-933d-4f5b-a8e6-a043872a980d	\N	2025-02-01 12:33:55.845+00	cust_100000	ada.abel0@example.com	cart.item.added	cart	cart_d4e6884f	POST	/api/v1/cart/cart_d4e6884f	200	41.5	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	{"items": 0}	{"sku": "SKU-10026", "items": 1}	{"ip_address": "100.64.0.0", "session_id": "sess_577911ad", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
17	1bdf9842-30c1-4d67-943b-4989c2f036f9	c39418ef-933d-4f5b-a8e6-a043872a980d	\N	2025-02-01 15:49:25.953+00	cust_100000	ada.abel0@example.com	cart.item.added	cart	cart_d4e6884f	POST	/api/v1/cart/cart_d4e6884f	200	376.1	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	{"items": 1}	{"sku": "SKU-10252", "items": 2}	{"ip_address": "100.64.0.0", "session_id": "sess_577911ad", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
18	ceb26fa8-27c0-416f-abd4-84501873146c	03056860-ef4b-48b2-bda7-8b937d742422	\N	2025-02-01 17:48:30.801+00	merch_tomas	merch.tomas@shop.example	inventory.adjust.success	inventory	SKU-10381	POST	/api/v1/inventory/SKU-10381	200	278.8	198.51.100.22	Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/120.0.0.0	\N	\N	{"quantity": 329}	{"quantity": 351}	{"reason": "cycle_count_adjustment", "ip_address": "198.51.100.22", "session_id": "sess_31d5b51a", "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/120.0.0.0"}	\N
19	217ddc50-a0d1-4fa4-90cf-6f088336b84d	c858918a-da54-4007-9ced-1c928c38706c	\N	2025-02-01 19:38:28.357+00	system	\N	analytics.event.tracked	analytics	\N	\N	\N	\N	115.2	10.20.0.5	shop-worker/2.4	\N	\N	\N	{"job": "hourly_rollup", "rows": 1428}	{"ip_address": "10.20.0.5", "session_id": "sess_d6d6b2bc", "user_agent": "shop-worker/2.4"}	\N
20	89d5c399-515e-4fb7-925c-68e121bc8bb7	374aa034-f68c-4a6b-9a8d-e76b23220d5c	\N	2025-02-02 09:05:31.52+00	cust_100161	luis.garcia161@example.net	subscription.create.success	user	cust_100161	POST	/api/v1/user/cust_100161	200	217.3	100.64.0.161	Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2	\N	\N	\N	{"plan": "monthly"}	{"ip_address": "100.64.0.161", "session_id": "sess_b982f567", "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2"}	\N
21	a6758533-1864-4efd-bf8a-899f61ae511f	c39418ef-933d-4f5b-a8e6-a043872a980d	\N	2025-02-02 11:22:27.315+00	cust_100000	ada.abel0@example.com	checkout.start.success	cart	cart_d4e6884f	POST	/api/v1/cart/cart_d4e6884f	200	6.2	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"currency": "USD", "total_amount": 214.96}	{"ip_address": "100.64.0.0", "session_id": "sess_577911ad", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
22	3f5b9bad-475a-4adb-aec2-daf9699637a8	b2cf22fa-1ef4-4584-8c63-a05eb6a79891	\N	2025-02-02 12:27:07.031+00	system	\N	apikey.use.success	apikey	key_29	\N	\N	\N	58.5	10.20.0.5	shop-worker/2.4	\N	\N	\N	{"endpoint": "/v1/stock"}	{"ip_address": "10.20.0.5", "session_id": "sess_aa3050db", "user_agent": "shop-worker/2.4"}	\N
23	f1f16423-c982-4751-84be-807a0a650827	c39418ef-933d-4f5b-a8e6-a043872a980d	\N	2025-02-02 14:00:53.596+00	cust_100000	ada.abel0@example.com	payment.method.validated	payment	pay_124dbf25	POST	/api/v1/payment/pay_124dbf25	200	273.7	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"method": "wallet"}	{"ip_address": "100.64.0.0", "session_id": "sess_577911ad", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
24	9f5ed1c5-0d67-4a2c-bfe3-22ac064295ed	c39418ef-933d-4f5b-a8e6-a043872a980d	\N	2025-02-02 17:38:39.782+00	cust_100000	ada.abel0@example.com	payment.authorize.success	payment	pay_1ac922ea	POST	/api/v1/payment/pay_1ac922ea	200	21.4	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"amount": 214.96, "status": "authorised", "currency": "USD"}	{"ip_address": "100.64.0.0", "session_id": "sess_577911ad", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
25	c62d90bf-d369-46bd-af35-533d8efe36cb	c39418ef-933d-4f5b-a8e6-a043872a980d	\N	2025-02-02 19:05:03.771+00	cust_100000	ada.abel0@example.com	order.create.success	order	ord_500000	POST	/api/v1/order/ord_500000	201	242.6	100.64.0.0	Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0	\N	\N	\N	{"items": 2, "status": "submitted", "currency": "USD", "total_amount": 214.96}	{"ip_address": "100.64.0.0", "session_id": "sess_577911ad", "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0"}	\N
\.


--
-- Name: audit_logs_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_logs_id_seq', 25, true);


--
-- Name: audit_logs audit_logs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_logs
    ADD CONSTRAINT audit_logs_pkey PRIMARY KEY (id, "timestamp");


--
-- Name: audit_logs_y2025m01 audit_logs_y2025m01_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_logs_y2025m01
    ADD CONSTRAINT audit_logs_y2025m01_pkey PRIMARY KEY (id, "timestamp");


--
-- Name: audit_logs_y2025m02 audit_logs_y2025m02_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_logs_y2025m02
    ADD CONSTRAINT audit_logs_y2025m02_pkey PRIMARY KEY (id, "timestamp");


--
-- Name: audit_logs_y2025m01_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_logs_pkey ATTACH PARTITION public.audit_logs_y2025m01_pkey;


--
-- Name: audit_logs_y2025m02_pkey; Type: INDEX ATTACH; Schema: public; Owner: -
--

ALTER INDEX public.audit_logs_pkey ATTACH PARTITION public.audit_logs_y2025m02_pkey;


--
-- PostgreSQL database dump complete
--

