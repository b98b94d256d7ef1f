--
-- PostgreSQL database dump
--

SET standard_conforming_strings = on;

CREATE TABLE public.logs (
    id bigint NOT NULL,
    note text,
    meta jsonb
);

COPY public.logs (id, note, meta) FROM stdin;
1	tab\there\nline \\ end\r	{"k": "a\\"b"}
2	\N	\N
3	\\N	\N
4		{}
5	\x41\102\q	[1.10]
6	bad \
7	cut\
	x
8	a\.b	\N
9	x\xff	\N
10	line one\
line two	\N
\.

--
-- PostgreSQL database dump complete
--

