--
-- PostgreSQL database dump
--

SET standard_conforming_strings = on;

CREATE TABLE public.audit_trail (
    id uuid,
    sequence bigint,
    timestamp timestamp with time zone,
    actor_id text,
    action character varying(64),
    amount numeric(12,2),
    old_values jsonb,
    tags text[],
    approved boolean,
    note text,
    prev_hash text,
    entry_hash text
);

COPY public.audit_trail (id, sequence, timestamp, actor_id, action, amount, old_values, tags, approved, note, prev_hash, entry_hash) FROM stdin;
0190f3a0-7c1e-7000-8000-000000000000	100	2025-03-01 08:00:00+00	u-0	order.refund	79.90	\N	{}	t	naïve café	0000000000000000000000000000000000000000000000000000000000000000	2c35268e7798e06a84bdf67794b5b93fe58240dacbad2e230ba6c8595c31c743
0190f3a0-7c1e-7000-8000-000000000001	101	2025-03-02 08:00:00.15+00	u-1	order.refund	0.00	{"a": 1.10, "bb": [1, null, {"c": "\\u0001"}]}	{a,"b c",NULL}	f	tab\there	2c35268e7798e06a84bdf67794b5b93fe58240dacbad2e230ba6c8595c31c743	725fb36c2ef689b93d8be06773347cc9ccf3e975ec0292a325ac5627768c830f
0190f3a0-7c1e-7000-8000-000000000002	102	2025-03-03 08:00:02+00	u-2	order.refund	-12.50	{}	\N	\N	two\nlines	725fb36c2ef689b93d8be06773347cc9ccf3e975ec0292a325ac5627768c830f	a2d145dd8b49141f11d4fd7e3ea9f0b7cddc4fba56c7b22d9e3e62f509f1ae11
0190f3a0-7c1e-7000-8000-000000000003	103	2025-03-04 08:00:00.35+00	u-0	order.refund	9999999999.01	"text"	{"x,y","q\\"r"}	t	back\\slash	a2d145dd8b49141f11d4fd7e3ea9f0b7cddc4fba56c7b22d9e3e62f509f1ae11	d7fa7b4d6adc2d64d608130cfdd8fca7bc04424a9a47be485690946a7e3e0c14
0190f3a0-7c1e-7000-8000-000000000004	104	2025-03-05 08:00:04+00	u-1	order.refund	79.90	\N	{}	f	"quoted"	d7fa7b4d6adc2d64d608130cfdd8fca7bc04424a9a47be485690946a7e3e0c14	aa9a8cec44f6fd97b4a40089942bbb00d5f2af5ce6b158bbeb4bb5ceb7841623
0190f3a0-7c1e-7000-8000-000000000005	105	2025-03-06 08:00:00.55+00	u-2	order.refund	0.00	{"a": 1.10, "bb": [1, null, {"c": "\\u0001"}]}	{a,"b c",NULL}	\N	\\N	aa9a8cec44f6fd97b4a40089942bbb00d5f2af5ce6b158bbeb4bb5ceb7841623	f4cecbf8fdb29a8c95467e1f6c69bc839a9f5bb1000212a881528641698ed097
0190f3a0-7c1e-7000-8000-000000000006	106	2025-03-07 08:00:06+00	u-0	order.refund	-12.50	{}	\N	t		f4cecbf8fdb29a8c95467e1f6c69bc839a9f5bb1000212a881528641698ed097	ea178610f0aaf730e8359d133e33d7e6a14cfda68747b15bdad9aca0400ff0eb
0190f3a0-7c1e-7000-8000-000000000007	107	2025-03-08 08:00:00.75+00	u-1	order.refund	9999999999.01	"text"	{"x,y","q\\"r"}	f	日本 😀	ea178610f0aaf730e8359d133e33d7e6a14cfda68747b15bdad9aca0400ff0eb	2353ba047d3a810280e494f9a85563e83c0e7aa207e5aae18fe2d414be345e52
0190f3a0-7c1e-7000-8000-000000000008	108	2025-03-09 08:00:08+00	u-2	order.refund	79.90	\N	{}	\N	naïve café	2353ba047d3a810280e494f9a85563e83c0e7aa207e5aae18fe2d414be345e52	05157f0041edfbf321425c443cd49e48f9550d282bd1bc96cd2cc98fdcf4ffe5
0190f3a0-7c1e-7000-8000-000000000009	109	2025-03-10 08:00:00.95+00	u-0	order.refund	0.00	{"a": 1.10, "bb": [1, null, {"c": "\\u0001"}]}	{a,"b c",NULL}	t	tab\there	05157f0041edfbf321425c443cd49e48f9550d282bd1bc96cd2cc98fdcf4ffe5	d5e80c99037aa97eda6ec50bb501345bc6a5262d5106e21ca56879c4ff8e217d
0190f3a0-7c1e-7000-8000-000000000010	110	2025-03-11 08:00:00+00	u-1	order.refund	-12.50	{}	\N	f	two\nlines	d5e80c99037aa97eda6ec50bb501345bc6a5262d5106e21ca56879c4ff8e217d	e2ae2d835435cb7e4a3fe133fdaa0f29e156910f3ecc7251c52ddfb1a505b776
0190f3a0-7c1e-7000-8000-000000000011	111	2025-03-12 08:00:00.115+00	u-2	order.refund	9999999999.01	"text"	{"x,y","q\\"r"}	\N	back\\slash	e2ae2d835435cb7e4a3fe133fdaa0f29e156910f3ecc7251c52ddfb1a505b776	928e9673cf8e3bc73059f2de9083da96969f89a13a8b47f55fc508820ec2c21b
\.

--
-- PostgreSQL database dump complete
--
