namespace Edge.Rules.Detection.Sqli;

/// <summary>The keywords that the grammar tells apart.</summary>
internal enum SqlWord : byte
{
    /// <summary>Any other word.</summary>
    None,

    /// <summary>An English word that stands before a noun (<c>the</c>, <c>our</c>): where a table's name should be, it means prose.</summary>
    Determiner,

    /// <summary><c>add</c>, <c>modify</c>, <c>rename</c>: what <c>alter table</c> does.</summary>
    AlterAction,

    /// <summary>A kind of object that <c>create</c> and <c>drop</c> name.</summary>
    ObjectKind,

    /// <summary>A quantifier of a select list or of a union: <c>all</c>, <c>distinct</c>, <c>distinctrow</c>.</summary>
    SetQuantifier,

    /// <summary><c>union</c>, <c>except</c>, <c>intersect</c>, <c>minus</c>.</summary>
    SetOperator,

    /// <summary>Words that end an expression in a query: <c>join</c>, <c>on</c>, <c>using</c>, <c>asc</c> …</summary>
    Tail,

#pragma warning disable CS1591 // Each of the rest is the keyword of its name.
    Select, From, Where, Group, Order, By, Having, Limit, Offset, Top, Into, OutFile, Procedure, Analyse,
    Insert, Replace, Ignore, Update, Set, Delete, Drop, Create, Alter, Truncate, Table, If, Exists, Exec, Immediate,
    Declare, WaitFor, Delay, Begin, End, Else, Case, When, Then, As, Values, Value, Load, Data, InFile, Shutdown,
    Backup, Grant, Copy, Call, Handler, Merge, Use, Kill, Prepare, Pragma, Attach, Sounds, Interval, Binary, Any,
    Null, For, To, With, Rename, Identified, Escape, At, Cascade, Print,
#pragma warning restore CS1591
}
