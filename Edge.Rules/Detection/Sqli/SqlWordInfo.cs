namespace Edge.Rules.Detection.Sqli;

/// <summary>What the table knows of a word.</summary>
internal readonly record struct SqlWordInfo(SqlTokenKind Kind, SqlWord Word, SqlFunctionClass Function);
