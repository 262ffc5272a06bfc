using System.Collections.Frozen;

namespace Edge.Rules.Detection.Sqli;

/// <summary>The words that mean something, from the manuals of MySQL, PostgreSQL, SQL Server, Oracle and SQLite.</summary>
internal static class SqlWordTable
{
    private static readonly FrozenDictionary<string, SqlWordInfo> Words = Build();

    private static readonly FrozenDictionary<string, SqlWordInfo>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>For each pair of letters that words begin with: a bit for each length that such words have.</summary>
    private static readonly uint[] LengthsByStart = FindLengths();

    /// <summary>Finds a word, whatever its case.</summary>
    public static bool TryGet(ReadOnlySpan<char> word, out SqlWordInfo info)
    {
        if (word.Length is < 2 or > SqlLimits.MaxKeywordLength)
        {
            info = word is "a" or "A" ? new SqlWordInfo(SqlTokenKind.Word, SqlWord.Determiner, SqlFunctionClass.None) : default;
            return info.Kind != SqlTokenKind.End;
        }

        int start = StartOf(word);
        if (start < 0 || (LengthsByStart[start] & (1u << (word.Length - 1))) == 0)
        {
            info = default; // Most words of a text are out here.
            return false;
        }

        if (Lookup.TryGetValue(word, out info))
        {
            return true;
        }

        if (IsPackage(word))
        {
            info = new SqlWordInfo(SqlTokenKind.Word, SqlWord.None, SqlFunctionClass.Danger);
            return true;
        }

        return false;
    }

    /// <summary>Oracle's packages and SQL Server's procedures that injections reach for.</summary>
    public static bool IsPackage(ReadOnlySpan<char> word) =>
        (word.Length > 4 && word[3] == '_' && word.StartsWith("utl_", StringComparison.OrdinalIgnoreCase)) ||
        (word.Length > 5 && word[4] == '_' && word.StartsWith("dbms_", StringComparison.OrdinalIgnoreCase)) ||
        word.StartsWith("ctxsys.", StringComparison.OrdinalIgnoreCase);

    private static int StartOf(ReadOnlySpan<char> word)
    {
        int first = (word[0] | 0x20) - 'a';
        int second = (word[1] | 0x20) - 'a';
        return (uint)first < 26 && (uint)second < 26 ? (first * 26) + second : -1;
    }

    private static uint[] FindLengths()
    {
        uint[] lengths = new uint[26 * 26];
        foreach (string word in Words.Keys)
        {
            lengths[StartOf(word)] |= 1u << (word.Length - 1);
        }

        foreach (string package in (ReadOnlySpan<string>)["utl_", "dbms_", "ctxsys."])
        {
            lengths[StartOf(package)] = uint.MaxValue;
        }

        return lengths;
    }

    private static FrozenDictionary<string, SqlWordInfo> Build()
    {
        Dictionary<string, SqlWordInfo> words = new(StringComparer.OrdinalIgnoreCase);
        AddOperators(words);
        AddKeywords(words);
        AddFunctions(words);
        return words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static void AddOperators(Dictionary<string, SqlWordInfo> words)
    {
        Add(words, SqlTokenKind.Logic, SqlWord.None, "and or xor");
        Add(words, SqlTokenKind.Not, SqlWord.None, "not");
        Add(words, SqlTokenKind.Match, SqlWord.None, "like rlike regexp ilike glob similar");
        Add(words, SqlTokenKind.In, SqlWord.None, "in");
        Add(words, SqlTokenKind.Between, SqlWord.None, "between");
        Add(words, SqlTokenKind.Is, SqlWord.None, "is");
        Add(words, SqlTokenKind.Arithmetic, SqlWord.None, "div mod");
        Add(words, SqlTokenKind.Cast, SqlWord.None, "collate");
        Add(words, SqlTokenKind.Number, SqlWord.Null, "null true false");
    }

    private static void AddKeywords(Dictionary<string, SqlWordInfo> words)
    {
        SqlWord[] reserved =
        [
            SqlWord.Select, SqlWord.From, SqlWord.Where, SqlWord.Group, SqlWord.Order, SqlWord.By, SqlWord.Having, SqlWord.Limit,
            SqlWord.Into, SqlWord.Procedure, SqlWord.Insert, SqlWord.Update, SqlWord.Set, SqlWord.Delete, SqlWord.Drop,
            SqlWord.Create, SqlWord.Alter, SqlWord.Table, SqlWord.Exists, SqlWord.Declare, SqlWord.WaitFor, SqlWord.Else,
            SqlWord.Case, SqlWord.When, SqlWord.Then, SqlWord.As, SqlWord.Values, SqlWord.Grant, SqlWord.For, SqlWord.To, SqlWord.With,
        ];
        SqlWord[] names =
        [
            SqlWord.Offset, SqlWord.Top, SqlWord.Ignore, SqlWord.Truncate, SqlWord.Immediate, SqlWord.Delay, SqlWord.Begin,
            SqlWord.End, SqlWord.Value, SqlWord.Load, SqlWord.Data, SqlWord.InFile, SqlWord.Shutdown, SqlWord.Backup, SqlWord.Copy,
            SqlWord.Call, SqlWord.Handler, SqlWord.Merge, SqlWord.Use, SqlWord.Kill, SqlWord.Prepare, SqlWord.Pragma,
            SqlWord.Attach, SqlWord.Sounds, SqlWord.Interval, SqlWord.Identified, SqlWord.Escape, SqlWord.At, SqlWord.Cascade,
            SqlWord.Print, SqlWord.OutFile, SqlWord.Analyse, SqlWord.Any, SqlWord.Binary, SqlWord.Rename,
        ];
        foreach (SqlWord word in reserved) { words[word.ToString()] = new SqlWordInfo(SqlTokenKind.Keyword, word, SqlFunctionClass.None); }
        foreach (SqlWord word in names) { words[word.ToString()] = new SqlWordInfo(SqlTokenKind.Word, word, SqlFunctionClass.None); }

        Add(words, SqlTokenKind.Keyword, SqlWord.SetOperator, "union except intersect minus");
        Add(words, SqlTokenKind.Keyword, SqlWord.SetQuantifier, "all distinct distinctrow");
        Add(words, SqlTokenKind.Keyword, SqlWord.Tail, "join inner cross natural on using fetch returning");
        Add(words, SqlTokenKind.Word, SqlWord.Tail, "asc desc rows only");
        Add(words, SqlTokenKind.Word, SqlWord.OutFile, "dumpfile");
        Add(words, SqlTokenKind.Word, SqlWord.Analyse, "analyze");
        Add(words, SqlTokenKind.Word, SqlWord.Any, "some");
        Add(words, SqlTokenKind.Word, SqlWord.Exec, "exec execute");
        Add(words, SqlTokenKind.Word, SqlWord.AlterAction, "add modify change column owner");
        Add(words, SqlTokenKind.Word, SqlWord.ObjectKind, "view index trigger role login function sequence column tablespace extension");
        Add(words, SqlTokenKind.Word, SqlWord.Determiner, "an the this that these those my your our his her their its each every one");
    }

    private static void AddFunctions(Dictionary<string, SqlWordInfo> words)
    {
        AddCalls(words, SqlFunctionClass.Generic, SqlWord.None,
            "abs avg ceil ceiling char coalesce concat contains count date day exp field floor format greatest least len length ln log " +
            "lower ltrim max md5 min month now power quote rand random repeat reverse round rtrim sha sha1 sign space sqrt sum " +
            "timestamp trim upper year sin cos tan cot asin acos atan atan2 pi degrees radians log2 log10 lcase ucase crc32 decode encode iif position strcmp stuff translate hash hex bin left right time locate");
        AddCalls(words, SqlFunctionClass.Generic, SqlWord.Replace, "replace");
        AddCalls(words, SqlFunctionClass.Generic, SqlWord.If, "if");
        AddCalls(words, SqlFunctionClass.Specific, SqlWord.None,
            "ascii substring substr mid ord unhex chr nchar concat_ws char_length character_length octet_length bit_length bit_and bit_or " +
            "bit_xor cast convert conv elt make_set export_set ifnull nullif isnull nvl nvl2 instr charindex patindex lpad rpad " +
            "substring_index aes_encrypt aes_decrypt des_encrypt des_decrypt sha2 to_char to_number to_date rownum row_count found_rows " +
            "uuid_short inet_aton inet_ntoa from_base64 to_base64 string_agg array_agg listagg wm_concat json_extract json_keys " +
            "row_to_json quote_ident quote_literal quote_nullable array_to_string string_to_array regexp_replace regexp_substr regexp_like " +
            "curdate curtime sysdate getdate datalength unicode soundex zeroblob randomblob hextoraw rawtohex hex_encode last_insert_rowid " +
            "to_timestamp db_id object_id object_name col_name col_length typeof likelihood unlikely " +
            "json_array json_object json_value json_query xmlagg xmlelement std stddev variance var_pop name_const multipoint " +
            "geometrycollection polygon multipolygon linestring multilinestring get_lock release_lock gtid_subset gtid_subtract");
        AddCalls(words, SqlFunctionClass.Probe, SqlWord.None,
            "version current_user session_user system_user current_database current_schema db_name suser_name suser_sname user_name " +
            "sqlite_version sqlite_source_id last_insert_id connection_id host_name is_srvrolemember is_member has_dbaccess " +
            "serverproperty sys_context userenv inet_server_addr inet_server_port pg_backend_pid current_setting database_to_xml has_perms_by_name");
        AddCalls(words, SqlFunctionClass.Probe, SqlWord.ObjectKind, "user database schema");
        AddCalls(words, SqlFunctionClass.Danger, SqlWord.None,
            "sleep benchmark pg_sleep pg_sleep_for pg_sleep_until extractvalue updatexml load_file load_extension xp_cmdshell xp_dirtree " +
            "xp_fileexist xp_regread xp_regwrite sp_executesql sp_oacreate sp_oamethod sp_configure sp_password sp_makewebtask openrowset opendatasource " +
            "openquery group_concat xmltype httpuritype pg_read_file pg_ls_dir pg_read_binary_file lo_import lo_export dblink dblink_connect " +
            "query_to_xml sys_eval sys_exec xmltransform fn_xe_file_target_read_file " +
            "pg_stat_file master_pos_wait fn_trace_gettable fn_get_audit_file");
    }

    private static void Add(Dictionary<string, SqlWordInfo> words, SqlTokenKind kind, SqlWord word, string list)
    {
        foreach (string name in list.Split(' ')) { words[name] = new SqlWordInfo(kind, word, SqlFunctionClass.None); }
    }

    private static void AddCalls(Dictionary<string, SqlWordInfo> words, SqlFunctionClass function, SqlWord word, string list)
    {
        foreach (string name in list.Split(' ')) { words[name] = new SqlWordInfo(SqlTokenKind.Word, word, function); }
    }
}
