--
-- PostgreSQL database dump
--

SET standard_conforming_strings = on;

CREATE TABLE public.audit_logs (
    id bigint NOT NULL,
    "timestamp" timestamp with time zone DEFAULT now() NOT NULL,
    user_id character varying(255),
    amount numeric(10,2) DEFAULT 0.00,
    ok boolean,
    new_state jsonb,
    ip_address inet,
    CONSTRAINT amount_positive CHECK ((amount >= (0)::numeric))
)
PARTITION BY RANGE ("timestamp");


CREATE TABLE public.audit_logs_y2025m01 (
    id bigint NOT NULL,
    "timestamp" timestamp with time zone DEFAULT now() NOT NULL,
    user_id character varying(255),
    amount numeric(10,2) DEFAULT 0.00,
    ok boolean,
    new_state jsonb,
    ip_address inet
);


CREATE TABLE public.audit_logs_y2025m02 PARTITION OF public.audit_logs
FOR VALUES FROM ('2025-02-01 00:00:00+00') TO ('2025-03-01 00:00:00+00');

ALTER TABLE ONLY public.audit_logs ATTACH PARTITION public.audit_logs_y2025m01 FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2025-02-01 00:00:00+00');

COPY public.audit_logs_y2025m01 (id, "timestamp", user_id, amount, ok, new_state, ip_address) FROM stdin;
1	2025-01-05 10:00:00.5+00	user_1	1.10	t	{"a": 1}	192.168.1.1
\.


COPY public.audit_logs_y2025m02 (ip_address, new_state, id, ok, amount, user_id, "timestamp") FROM stdin;
10.0.0.0/8	\N	9007199254740993	f	-1.50	user_2	2025-02-05 10:00:00+05:30
\.


--
-- PostgreSQL database dump complete
--

