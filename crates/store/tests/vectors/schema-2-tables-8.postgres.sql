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
CREATE TABLE public.acknowledged (
    upstream bytea NOT NULL,
    log_id bigint NOT NULL,
    number bigint NOT NULL,
    receipt_time bigint NOT NULL
);
CREATE TABLE public.agreements (
    holder bytea NOT NULL,
    unit text NOT NULL COLLATE pg_catalog."C",
    kind bigint NOT NULL,
    device bytea NOT NULL,
    agreement bigint NOT NULL
);
CREATE TABLE public.contacts (
    device bytea NOT NULL,
    happened_at bigint NOT NULL
);
CREATE TABLE public.enrolment_codes (
    secret_hash bytea NOT NULL,
    unit text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL,
    label text NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    cancelled_at bigint,
    cancelled_reason text
);
CREATE TABLE public.feed_end (
    id bigint NOT NULL,
    number bigint NOT NULL,
    tag bytea NOT NULL
);
CREATE TABLE public.forks (
    id bigint NOT NULL,
    happened_at bigint NOT NULL,
    log_id bigint NOT NULL,
    number bigint NOT NULL,
    frame_hash bytea NOT NULL,
    frame bytea NOT NULL,
    signature bytea NOT NULL
);
ALTER TABLE public.forks ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.forks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.incidents (
    id bigint NOT NULL,
    happened_at bigint NOT NULL,
    kind text NOT NULL,
    message text NOT NULL
);
ALTER TABLE public.incidents ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.incidents_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.logs (
    id bigint NOT NULL,
    kind bigint NOT NULL,
    unit text NOT NULL COLLATE pg_catalog."C",
    period text NOT NULL COLLATE pg_catalog."C",
    device bytea NOT NULL,
    incarnation bigint NOT NULL,
    number bigint NOT NULL,
    entry_hash bytea NOT NULL,
    change_hash bytea NOT NULL,
    next_operation bigint NOT NULL,
    signature bytea NOT NULL
);
ALTER TABLE public.logs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.logs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.operators (
    name text NOT NULL COLLATE pg_catalog."C",
    password_hash text NOT NULL,
    added_at bigint NOT NULL,
    disabled bigint NOT NULL,
    failed_attempts bigint NOT NULL,
    locked_until bigint,
    role bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.projections (
    kind bigint NOT NULL,
    unit text NOT NULL COLLATE pg_catalog."C",
    period text NOT NULL COLLATE pg_catalog."C",
    vector text NOT NULL,
    body bytea NOT NULL
);
CREATE TABLE public.published_results (
    run text NOT NULL COLLATE pg_catalog."C",
    unit text NOT NULL COLLATE pg_catalog."C",
    level text NOT NULL,
    name text NOT NULL,
    parent text NOT NULL COLLATE pg_catalog."C",
    parent_name text NOT NULL,
    status text NOT NULL,
    score_hundredths bigint,
    rank bigint,
    rank_in_parent bigint,
    stars bigint,
    candidate bigint,
    best_rank bigint,
    worst_rank bigint,
    prospect text
);
CREATE TABLE public.published_runs (
    run text NOT NULL COLLATE pg_catalog."C",
    unit text NOT NULL COLLATE pg_catalog."C",
    period text NOT NULL COLLATE pg_catalog."C",
    scheme text NOT NULL,
    published_on text NOT NULL,
    withdrawn_reason text
);
CREATE TABLE public.quarantine (
    id bigint NOT NULL,
    happened_at bigint NOT NULL,
    device bytea NOT NULL,
    document text NOT NULL,
    code bigint NOT NULL,
    message text NOT NULL,
    bytes bytea NOT NULL
);
ALTER TABLE public.quarantine ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.receipts (
    feed bigint NOT NULL,
    log_id bigint NOT NULL,
    number bigint NOT NULL,
    entry_hash bytea NOT NULL,
    signature bytea NOT NULL,
    received_at bigint NOT NULL,
    node bytea NOT NULL,
    unit text NOT NULL COLLATE pg_catalog."C",
    tag bytea NOT NULL,
    via bytea NOT NULL
);
CREATE TABLE public.runs (
    id text NOT NULL COLLATE pg_catalog."C",
    period text NOT NULL COLLATE pg_catalog."C",
    made_at bigint NOT NULL,
    record bytea NOT NULL,
    outcome bytea NOT NULL
);
CREATE TABLE public.schema_version (
    id bigint NOT NULL,
    version bigint NOT NULL
);
CREATE TABLE public.segments (
    feed bigint NOT NULL,
    log_id bigint NOT NULL,
    first_entry bigint NOT NULL,
    last_entry bigint NOT NULL,
    entry_hash bytea NOT NULL,
    change_hash bytea NOT NULL,
    next_operation bigint NOT NULL,
    signature bytea NOT NULL,
    received_at bigint NOT NULL,
    tag bytea NOT NULL,
    via bytea NOT NULL,
    frame bytea NOT NULL
);
ALTER TABLE ONLY public.segments ALTER COLUMN frame SET STORAGE EXTERNAL;
CREATE TABLE public.sessions (
    token_hash bytea NOT NULL,
    operator text NOT NULL COLLATE pg_catalog."C",
    began_at bigint NOT NULL,
    seen_at bigint NOT NULL,
    locked bigint NOT NULL
);
CREATE TABLE public.settings (
    name text NOT NULL COLLATE pg_catalog."C",
    value bytea NOT NULL
);
CREATE TABLE public.snapshots (
    kind bigint NOT NULL,
    unit text NOT NULL COLLATE pg_catalog."C",
    period text NOT NULL COLLATE pg_catalog."C",
    vector text NOT NULL,
    body bytea NOT NULL
);
INSERT INTO public.acknowledged VALUES ('\x07070707070707070707070707070707', 7, 1, 1790000090000);
INSERT INTO public.agreements VALUES ('\x', '330522', 101, '\xa354a73aaf029a9f35b290934782ebfc', -8441131382417318485);
INSERT INTO public.agreements VALUES ('\x', '330522', 201, '\xa354a73aaf029a9f35b290934782ebfc', 3847705131073005347);
INSERT INTO public.agreements VALUES ('\x', '330522', 202, '\xa354a73aaf029a9f35b290934782ebfc', -6616818966801261249);
INSERT INTO public.agreements VALUES ('\x', '330522103201', 501, '\x6b42a3bff3abbe1e379bcdd8379d5417', -2634726996092466031);
INSERT INTO public.agreements VALUES ('\x', '330522103201', 301, '\x6b03ea3d1f2c22fafc9ba2d1aee145a1', 5514214354374817901);
INSERT INTO public.agreements VALUES ('\x', '330522103201', 402, '\x6b03ea3d1f2c22fafc9ba2d1aee145a1', 1625955567185041665);
INSERT INTO public.agreements VALUES ('\x', '330522103201', 401, '\x6b03ea3d1f2c22fafc9ba2d1aee145a1', -177396451988399300);
INSERT INTO public.agreements VALUES ('\x', '330522103202', 401, '\x5d0d241b760e8eb8d550810c260d188a', 4490970171913357460);
INSERT INTO public.agreements VALUES ('\x07070707070707070707070707070707', '330522103201', 401, '\x6b03ea3d1f2c22fafc9ba2d1aee145a1', 6739280287780925345);
INSERT INTO public.contacts VALUES ('\x6b42a3bff3abbe1e379bcdd8379d5417', 1790000076000);
INSERT INTO public.enrolment_codes VALUES ('\x0303030303030303030303030303030303030303030303030303030303030303', '330522103201', 'terminal', '会计室电脑', 1790001000000, NULL, NULL, NULL);
INSERT INTO public.enrolment_codes VALUES ('\x0404040404040404040404040404040404040404040404040404040404040404', '330522103', 'node', '泗安镇', 1790002000000, 1790000074000, NULL, NULL);
INSERT INTO public.enrolment_codes VALUES ('\x0505050505050505050505050505050505050505050505050505050505050505', '330522103202', 'terminal', '二界岭村部', 1790003000000, NULL, 1790000075000, '信封遗失');
INSERT INTO public.feed_end VALUES (1, 12, '\xc5442ccf2d7c3e88');
INSERT INTO public.forks OVERRIDING SYSTEM VALUE VALUES (1, 1790000071000, 7, 1, '\x0ea95a81faf9ac0547e5a482e10b376796ed4082cd0c5f7c743506ada30bd220', '\x013b28b52ffd0000d9010018000101090280f7c4d50609e78e8be4b9a6e8aeb00101181f78361f6d311f323032362d30372d30331f696e746567726974791fe5b8aee689b61e', '\x9448d608986075db93c7916fc99f795b7f1cba627015664b954ec9dcaca2ec63d648736ff0e984b640c65442a3f41f9ecb1df2d159c1bdbde0dea6d06a27700c');
INSERT INTO public.incidents OVERRIDING SYSTEM VALUE VALUES (1, 1790000072000, 'fork', '两条不同的记录');
INSERT INTO public.logs OVERRIDING SYSTEM VALUE VALUES (1, 101, '330522', '', '\xa354a73aaf029a9f35b290934782ebfc', 0, 1, '\x8b49d5d317d17d6272b4338ca2917615462febdebf9bb96e9d35a2be6cb729d2', '\x6bbe4f6dc90e52d4e4da0d91c908484d568c250d45700c2c7e4e00aa0d190028', 2, '\xdb3bd2ebc643127fa87a4a43c7fee77726f16559e6494edc9be37dc6fe4a4dbd63f87a0c6c99e4645faf70cef09651df219c80a977bf4c97ff69cafec6464608');
INSERT INTO public.logs OVERRIDING SYSTEM VALUE VALUES (2, 201, '330522', '', '\xa354a73aaf029a9f35b290934782ebfc', 0, 1, '\x3de0f76218d836b5850601b0bc8f1ae45f36d89a8b8ea7db7a223616cd21ca45', '\xdd5b0b3a5895d74a00de3bb94f0660953db34cab4df531d0b02a0e1921dcec46', 2, '\x5f939be70fca0bb0c1a026a86409bcaf8915fc9332e077e45e30f0fbdfb5bfc87813654ee40686ab28c80ae0a5e32875e5a47cca895ee435cfcafd214461e404');
INSERT INTO public.logs OVERRIDING SYSTEM VALUE VALUES (3, 202, '330522', '2026Q3', '\xa354a73aaf029a9f35b290934782ebfc', 0, 1, '\x82803e6fdadce126c231a4be4cc3f40e0ca9da7a13fa1cd7c57d1ed809233c5f', '\x6f4ea23ce2d65fd453457fac5e2c135c9d4025ad5fb55ca29eff1fbc6dd671ae', 2, '\x11dcd2e6dd06d293ec1c163bf49fe271edc7cea61810400b307d9d6bcf03fded3d6ed5a18d3f795dcc53c183a3d2854dd4980ee39f6ae3ca34f7e4bd28341107');
INSERT INTO public.logs OVERRIDING SYSTEM VALUE VALUES (4, 501, '330522103201', '2026Q3', '\x6b42a3bff3abbe1e379bcdd8379d5417', 0, 1, '\x9bb5ff3a82fa230879789958e458bc806321b37683d7cb606a71889da4ace786', '\x00c878d24dd4e700f0c6f9a44404ad2340d77747a400d8f07f8e126b85f382c8', 2, '\x5f8e59edda7550743084928ebd313a6178558e78649308f04516d3d85cb952efc491dcba46dfc1b109ee3f9f0efebf0b8777fb8444dfe69b81394ec8bcfae509');
INSERT INTO public.logs OVERRIDING SYSTEM VALUE VALUES (5, 301, '330522103201', '', '\x6b03ea3d1f2c22fafc9ba2d1aee145a1', 0, 1, '\x5375c41355513a5ea1d0b82b42d076ec5872e178a11d289e67d2ddbb2fa2ac57', '\x695b1a5e32987d35ff8c1f29098b5712847ac31f92d9a2c5a1260d944f187a6b', 2, '\x63eac3a455f4587de9163889b88b550ca2a81bdef21e71b7349c70dbcb3441cf5ba72580fb362558091cc3d9abc477398ef873af614fa0d42815d4dec88fdc02');
INSERT INTO public.logs OVERRIDING SYSTEM VALUE VALUES (6, 402, '330522103201', '2026Q3', '\x6b03ea3d1f2c22fafc9ba2d1aee145a1', 0, 1, '\x7ff0049c2d1023e06ce1fa4acc0a9f298c8bd8d885d15bd873c569cdb8aa0e16', '\xfab1dc81188480743db6a2ee70cbb799fd3edf51404e3f3d42a3d530db9ad1f8', 2, '\xa026d4c07e05d6c6aab3172bdd7593c59ac5782198f65851d6fd3aab7349bb1dc98e5371de58ac9bf3764058a3872a88e6b5a10107a185c2f492e3abb3b4880b');
INSERT INTO public.logs OVERRIDING SYSTEM VALUE VALUES (7, 401, '330522103201', '2026Q3', '\x6b03ea3d1f2c22fafc9ba2d1aee145a1', 0, 2, '\xca4bbd3c110ca3dec15ef16906332a83a41d383c2ee4d8589df90775be2744b0', '\x124eb69cb63a5120fb5ddd31c04eb2ad0e09def55fea628b4e9f8e32576ca5d7', 5, '\xa1665d05605f23c92b00372b50e6f46d43967cbc49a487fe1683511d045e03e29e563b2dfdfaf6fb31518d71f32afaa581c72e8023ce1d7ed165cc29743df002');
INSERT INTO public.logs OVERRIDING SYSTEM VALUE VALUES (8, 401, '330522103202', '2026Q3', '\x5d0d241b760e8eb8d550810c260d188a', 0, 1, '\x512c18dd6d7857f1f8ca412cabca386b4f135f8355dc9f6bad1fe66d5a9aaf61', '\x35924859082c23723dd2cd2aa4078fd37d2abac8ca69bd798f3559e816a3391c', 3, '\x89fa992265ff7c1cb5ef97fad4ac41d76d1dbd9c70f6c01e3362a387dbde81a08f45d245287ffb3e2cc899213bbdf36626866386c72b97f7ff1df6b6d2cdbb04');
INSERT INTO public.operators VALUES ('党建办', '$argon2id$', 1790000076000, 1, 0, NULL, 2);
INSERT INTO public.operators VALUES ('组织部', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', 1790000075000, 0, 5, 1790000107000, 0);
INSERT INTO public.projections VALUES (401, '330522103201', '2026Q3', '6b03ea3d1f2c22fafc9ba2d1aee145a1.0:2', '\xcbc6f9405972a887fd0202b30128b52ffd20b3cd020094042a00016b03ea3d1f2c22fafc9ba2d1aee145a100020400000101181f0002030402181f78321f6d311f323032362d30372d30331f696e746567726974791fe5b8aee689b61e7833343505000017305e143505ac106b7102');
INSERT INTO public.published_results VALUES ('5555555555555555555555555555555555555555555555555555555555555555', '330522103201', 'village', '胥仓村', '330522103', '洪桥镇', 'received', 8134, 135, 3, NULL, 0, NULL, NULL, 'possible');
INSERT INTO public.published_runs VALUES ('5555555555555555555555555555555555555555555555555555555555555555', '330522', '2026Q3', 'standard', '2026-10-15', '漏计一村');
INSERT INTO public.quarantine OVERRIDING SYSTEM VALUE VALUES (1, 1790000070000, '\x5d0d241b760e8eb8d550810c260d188a', 'ledger/330522103201/2026Q3', 3, '二界岭村不能写胥仓村的台账', '\x010203');
INSERT INTO public.receipts VALUES (8, 7, 1, '\x756ae71a9c55386604ad07f190bf7ea5c2725f0e618cadf4d0b876b1eb1eeda0', '\xe983bac03ba49777898c3f256e00cc5de7bdaa7712c390297bd2e333df531d9fc86f13a9b61c93866c5fcb0fc75cd4a4966d57effcde45785b6a34cbf4eedd09', 1790000060000, '\xa354a73aaf029a9f35b290934782ebfc', '330522', '\x467a6b953995d578', '\x');
INSERT INTO public.receipts VALUES (10, 7, 2, '\xca4bbd3c110ca3dec15ef16906332a83a41d383c2ee4d8589df90775be2744b0', '\xb0548fd319f185f5dce67a3821ea1d0b18fa6d23a610c4bdaa32f4445b51d76e65ac990991be76a1ac0abb4ab340813be55029415dd22bb85fbd44142182cc06', 1790000060000, '\xa354a73aaf029a9f35b290934782ebfc', '330522', '\x7f2014103d9a9cc5', '\x');
INSERT INTO public.receipts VALUES (12, 7, 2, '\xca4bbd3c110ca3dec15ef16906332a83a41d383c2ee4d8589df90775be2744b0', '\xf7101c8bf02624b9ec2d9bfd96ce66274d0640766b73196f58b44135e972f5f4be959314c0757e5c7653f7242635bb5b6dc147fe63983f4f8a3ca46bf5463f0a', 1790000030000, '\x6b42a3bff3abbe1e379bcdd8379d5417', '330522103', '\xc5442ccf2d7c3e88', '\x6b42a3bff3abbe1e379bcdd8379d5417');
INSERT INTO public.runs VALUES ('5555555555555555555555555555555555555555555555555555555555555555', '2026Q3', 1790000073000, '\x7b2261223a317d', '\xcb90c19c303492c69100ff');
INSERT INTO public.schema_version VALUES (1, 8);
INSERT INTO public.segments VALUES (1, 1, 1, 1, '\x8b49d5d317d17d6272b4338ca2917615462febdebf9bb96e9d35a2be6cb729d2', '\x6bbe4f6dc90e52d4e4da0d91c908484d568c250d45700c2c7e4e00aa0d190028', 2, '\xdb3bd2ebc643127fa87a4a43c7fee77726f16559e6494edc9be37dc6fe4a4dbd63f87a0c6c99e4645faf70cef09651df219c80a977bf4c97ff69cafec6464608', 1790000001000, '\x95f451a8208642b4', '\x', '\xcb4b5638adad6e6985012e28b52ffd000071010018000101090280f7c4d50609e78e8be4b9a6e8aeb001014c0778301f323032362d30372d30311fe98197e5a4b11e');
INSERT INTO public.segments VALUES (2, 2, 1, 1, '\x3de0f76218d836b5850601b0bc8f1ae45f36d89a8b8ea7db7a223616cd21ca45', '\xdd5b0b3a5895d74a00de3bb94f0660953db34cab4df531d0b02a0e1921dcec46', 2, '\x5f939be70fca0bb0c1a026a86409bcaf8915fc9332e077e45e30f0fbdfb5bfc87813654ee40686ab28c80ae0a5e32875e5a47cca895ee435cfcafd214461e404', 1790000001000, '\x2e4424a87a4e4cda', '\x', '\xcb3d155b05afdeb32b012728b52ffd000039010018000101090280f7c4d50609e78e8be4b9a6e8aeb00101500b78311f3230323651331fe280a61e');
INSERT INTO public.segments VALUES (3, 3, 1, 1, '\x82803e6fdadce126c231a4be4cc3f40e0ca9da7a13fa1cd7c57d1ed809233c5f', '\x6f4ea23ce2d65fd453457fac5e2c135c9d4025ad5fb55ca29eff1fbc6dd671ae', 2, '\x11dcd2e6dd06d293ec1c163bf49fe271edc7cea61810400b307d9d6bcf03fded3d6ed5a18d3f795dcc53c183a3d2854dd4980ee39f6ae3ca34f7e4bd28341107', 1790000001000, '\xeaf2e419fa745b0f', '\x', '\xcb4c10e97f554e090a013728b52ffd0000b9010018000101090280f7c4d50609e78e8be4b9a6e8aeb001015c0f3230323651331f3333303532323130333230311f6578637573651f78321e');
INSERT INTO public.segments VALUES (4, 4, 1, 1, '\x9bb5ff3a82fa230879789958e458bc806321b37683d7cb606a71889da4ace786', '\x00c878d24dd4e700f0c6f9a44404ad2340d77747a400d8f07f8e126b85f382c8', 2, '\x5f8e59edda7550743084928ebd313a6178558e78649308f04516d3d85cb952efc491dcba46dfc1b109ee3f9f0efebf0b8777fb8444dfe69b81394ec8bcfae509', 1790000001000, '\xd2778b321df68eec', '\x6b42a3bff3abbe1e379bcdd8379d5417', '\xcb1cefc8b741836f36014328b52ffd000019020018000101090280f7c4d50609e78e8be4b9a6e8aeb00101383f78301f323032362d30382d30311f311fe8aeb0e5bd95e4b88de585a81f311f323032362d30382d32301e');
INSERT INTO public.segments VALUES (5, 5, 1, 1, '\x5375c41355513a5ea1d0b82b42d076ec5872e178a11d289e67d2ddbb2fa2ac57', '\x695b1a5e32987d35ff8c1f29098b5712847ac31f92d9a2c5a1260d944f187a6b', 2, '\x63eac3a455f4587de9163889b88b550ca2a81bdef21e71b7349c70dbcb3441cf5ba72580fb362558091cc3d9abc477398ef873af614fa0d42815d4dec88fdc02', 1790000001000, '\x80844669dc56da73', '\x6b42a3bff3abbe1e379bcdd8379d5417', '\xcb5c0fa93f282b2062012828b52ffd000041010018000101090280f7c4d50609e78e8be4b9a6e8aeb00101080778301fe69d8ee6988e1f66756c6c1e');
INSERT INTO public.segments VALUES (6, 6, 1, 1, '\x7ff0049c2d1023e06ce1fa4acc0a9f298c8bd8d885d15bd873c569cdb8aa0e16', '\xfab1dc81188480743db6a2ee70cbb799fd3edf51404e3f3d42a3d530db9ad1f8', 2, '\xa026d4c07e05d6c6aab3172bdd7593c59ac5782198f65851d6fd3aab7349bb1dc98e5371de58ac9bf3764058a3872a88e6b5a10107a185c2f492e3abb3b4880b', 1790000001000, '\xe17245a865c70b70', '\x6b42a3bff3abbe1e379bcdd8379d5417', '\xcbf528c84fc863e1bd017128b52ffd00008903005101180a6f626a656374696f6e730102050104756e697402096f626a656374696f6e0306706572696f64040474657874050866696c65645f6f6e0101090280f7c4d50609e78e8be4b9a6e8aeb0010100000f78311f3230323651331fe8afb7e6a0b8e5afb91f323032362d31302d31321e');
INSERT INTO public.segments VALUES (7, 7, 1, 1, '\x756ae71a9c55386604ad07f190bf7ea5c2725f0e618cadf4d0b876b1eb1eeda0', '\xa25f3a3a311dd859adc01b233381d04ef6d19c4c564c0e4f9963849821a1db42', 4, '\xb41bb1dec913d332ca747097eb79bc15dde059260887558ccda9ac17c5517611b27c5fc3848cfc61067217b56d19dafa486720ca016093f4ba5fb64d9c6f8503', 1790000060000, '\x9f924b75e6702060', '\x6b42a3bff3abbe1e379bcdd8379d5417', '\xcbd962f3b4e035e22701830128b52ffd0000550200e4031c000101090280f7c4d50609e78e8be4b9a6e8aeb00103181f78321f6d311f323032362d30372d30331f696e746567726974791fe5b8aee689b61e783334030000172c6a5ead6e0c');
INSERT INTO public.segments VALUES (9, 7, 2, 2, '\xca4bbd3c110ca3dec15ef16906332a83a41d383c2ee4d8589df90775be2744b0', '\x124eb69cb63a5120fb5ddd31c04eb2ad0e09def55fea628b4e9f8e32576ca5d7', 5, '\xa1665d05605f23c92b00372b50e6f46d43967cbc49a487fe1683511d045e03e29e563b2dfdfaf6fb31518d71f32afaa581c72e8023ce1d7ed165cc29743df002', 1790000060000, '\x98e7d56d560d7ba2', '\x6b42a3bff3abbe1e379bcdd8379d5417', '\xcb1c3bbd5785d2fbad013b28b52ffd0000d9010018000201090280f7c4d50609e78e8be4b9a6e8aeb00401181f78351f6d311f323032362d30372d30331f696e746567726974791fe5b8aee689b61e');
INSERT INTO public.segments VALUES (11, 8, 1, 1, '\x512c18dd6d7857f1f8ca412cabca386b4f135f8355dc9f6bad1fe66d5a9aaf61', '\x35924859082c23723dd2cd2aa4078fd37d2abac8ca69bd798f3559e816a3391c', 3, '\x89fa992265ff7c1cb5ef97fad4ac41d76d1dbd9c70f6c01e3362a387dbde81a08f45d245287ffb3e2cc899213bbdf36626866386c72b97f7ff1df6b6d2cdbb04', 1790000001000, '\xccb13fa3bb560bc1', '\x6b42a3bff3abbe1e379bcdd8379d5417', '\xcb82ba8cc652b01f8b015f28b52ffd00003d0200f4031a000101090280f7c4d50609e78e8be4b9a6e8aeb00102181f181f78301f6d311f323032362d30372d30331f696e746567726974791fe5b8aee689b61e783101005f700505');
INSERT INTO public.sessions VALUES ('\x0606060606060606060606060606060606060606060606060606060606060606', '组织部', 1790000077000, 1790000078000, 1);
INSERT INTO public.settings VALUES ('root', '\x333330353232');
INSERT INTO public.settings VALUES ('incarnation', '\x00000102');
INSERT INTO public.snapshots VALUES (401, '330522103201', '2026Q3', '6b03ea3d1f2c22fafc9ba2d1aee145a1.0:2', '\xcbb9995ceb5dbaa42d856f4a83b3779493009d0201107f876ad67420d8bfa662782561b87b9901124eb69cb63a5120fb5ddd31c04eb2ad0e09def55fea628b4e9f8e32576ca5d7090102030213032307350b4003430256025702081525210223023401420256035f71800102020002017e03017e80f7c4d506000209e78e8be4b9a6e8aeb07e00017f00021702027c0864656564732f78320864656564732f78330864656564732f78340864656564732f78350400040104040104860dbdcdc109c2401085e15efef30626334661bb5132c822bb87b042245880cd78141bd23a24692017c9f9fdbc6fe25a522562269d6a2ba6d212e8dd7b22a312c89e4f3e10c9cb72ac4e4445f78d1c1a31029754e63a95eae721d51b81eae37cfb793fbf8f17f769c5b18d9cdd464ef727e707040001');
SELECT pg_catalog.setval('public.forks_id_seq', 1, true);
SELECT pg_catalog.setval('public.incidents_id_seq', 1, true);
SELECT pg_catalog.setval('public.logs_id_seq', 8, true);
SELECT pg_catalog.setval('public.quarantine_id_seq', 1, true);
ALTER TABLE ONLY public.acknowledged
    ADD CONSTRAINT acknowledged_pkey PRIMARY KEY (upstream, log_id);
ALTER TABLE ONLY public.agreements
    ADD CONSTRAINT agreements_pkey PRIMARY KEY (holder, unit, kind, device);
ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_pkey PRIMARY KEY (device);
ALTER TABLE ONLY public.enrolment_codes
    ADD CONSTRAINT enrolment_codes_pkey PRIMARY KEY (secret_hash);
ALTER TABLE ONLY public.feed_end
    ADD CONSTRAINT feed_end_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.forks
    ADD CONSTRAINT forks_log_id_number_frame_hash_key UNIQUE (log_id, number, frame_hash);
ALTER TABLE ONLY public.forks
    ADD CONSTRAINT forks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.logs
    ADD CONSTRAINT logs_kind_unit_period_device_incarnation_key UNIQUE (kind, unit, period, device, incarnation);
ALTER TABLE ONLY public.logs
    ADD CONSTRAINT logs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.operators
    ADD CONSTRAINT operators_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.projections
    ADD CONSTRAINT projections_pkey PRIMARY KEY (kind, unit, period);
ALTER TABLE ONLY public.published_results
    ADD CONSTRAINT published_results_pkey PRIMARY KEY (run, unit);
ALTER TABLE ONLY public.published_runs
    ADD CONSTRAINT published_runs_pkey PRIMARY KEY (run);
ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_log_id_node_number_signature_key UNIQUE (log_id, node, number, signature);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (feed);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_log_id_last_entry_key UNIQUE (log_id, last_entry);
ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_pkey PRIMARY KEY (feed);
ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.settings
    ADD CONSTRAINT settings_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.snapshots
    ADD CONSTRAINT snapshots_pkey PRIMARY KEY (kind, unit, period);
CREATE INDEX agreements_of_device ON public.agreements USING btree (holder, device);
CREATE INDEX logs_of_device ON public.logs USING btree (device);
CREATE INDEX published_runs_of_period ON public.published_runs USING btree (period, unit);
CREATE INDEX quarantine_of_device ON public.quarantine USING btree (device, id);
ALTER TABLE ONLY public.acknowledged
    ADD CONSTRAINT acknowledged_log_id_fkey FOREIGN KEY (log_id) REFERENCES public.logs(id);
ALTER TABLE ONLY public.forks
    ADD CONSTRAINT forks_log_id_fkey FOREIGN KEY (log_id) REFERENCES public.logs(id);
ALTER TABLE ONLY public.published_results
    ADD CONSTRAINT published_results_run_fkey FOREIGN KEY (run) REFERENCES public.published_runs(run);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_log_id_fkey FOREIGN KEY (log_id) REFERENCES public.logs(id);
ALTER TABLE ONLY public.segments
    ADD CONSTRAINT segments_log_id_fkey FOREIGN KEY (log_id) REFERENCES public.logs(id);
