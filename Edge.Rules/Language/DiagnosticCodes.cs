namespace Edge.Rules.Language;

/// <summary>The stable codes of <see cref="RuleDiagnostic.Code"/>.</summary>
internal static class DiagnosticCodes
{
    public const string UnknownDirective = "EDGE1201";
    public const string UnknownVariable = "EDGE1202";
    public const string UnknownOperator = "EDGE1203";
    public const string UnknownAction = "EDGE1204";
    public const string UnknownTransformation = "EDGE1205";
    public const string ArgumentCount = "EDGE1206";
    public const string BadValue = "EDGE1207";
    public const string UnterminatedQuote = "EDGE1208";
    public const string FileNotRead = "EDGE1209";
    public const string CommentInContinuation = "EDGE1210";
    public const string BrokenChain = "EDGE1211";
    public const string DuplicateId = "EDGE1212";
    public const string MissingId = "EDGE1213";
    public const string StarterOnlyAction = "EDGE1214";
    public const string UnknownMarker = "EDGE1215";
    public const string UnknownCtl = "EDGE1216";
    public const string BadOperatorArgument = "EDGE1217";
    public const string UnknownRule = "EDGE1218";
    public const string IncludeTooDeep = "EDGE1219";
    public const string NoEffect = "EDGE1220";
    public const string BadSelector = "EDGE1221";
    public const string BadMacro = "EDGE1222";
    public const string BadPhase = "EDGE1223";
    public const string LimitExceeded = "EDGE1224";
}
