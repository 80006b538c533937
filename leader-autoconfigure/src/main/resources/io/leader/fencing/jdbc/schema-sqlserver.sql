CREATE TABLE leader_fencing_token (
	election NVARCHAR(253) COLLATE Latin1_General_BIN2 NOT NULL PRIMARY KEY,
	token BIGINT NOT NULL
);
