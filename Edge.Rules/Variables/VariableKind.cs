namespace Edge.Rules.Variables;

/// <summary>Every variable of the ModSecurity v3 reference manual. The order of scalars is their place in the scalar store.</summary>
internal enum VariableKind : byte
{
    // Single values.
    ArgsCombinedSize, AuthType, Duration, FilesCombinedSize, FullRequest, FullRequestLength, HighestSeverity, InboundDataError,
    MatchedVar, MatchedVarName, ModsecBuild, MscPcreError, MscPcreLimitsExceeded,
    MultipartBoundaryQuoted, MultipartBoundaryWhitespace, MultipartCrlfLfLines, MultipartDataAfter, MultipartDataBefore,
    MultipartFileLimitExceeded, MultipartHeaderFolding, MultipartInvalidHeaderFolding, MultipartInvalidPart, MultipartInvalidQuoting,
    MultipartLfLine, MultipartMissingSemicolon, MultipartSemicolonMissing, MultipartStrictError, MultipartUnmatchedBoundary,
    OutboundDataError, PathInfo, QueryString, RemoteAddr, RemoteHost, RemotePort, RemoteUser,
    ReqbodyError, ReqbodyErrorMsg, ReqbodyProcessor, ReqbodyProcessorError, ReqbodyProcessorErrorMsg,
    RequestBasename, RequestBody, RequestBodyLength, RequestFilename, RequestLine, RequestMethod, RequestProtocol,
    RequestUri, RequestUriRaw, ResponseBody, ResponseContentLength, ResponseContentType, ResponseProtocol, ResponseStatus,
    ServerAddr, ServerName, ServerPort, SessionId, Status, StatusLine,
    Time, TimeDay, TimeEpoch, TimeHour, TimeMin, TimeMon, TimeSec, TimeWday, TimeYear,
    UniqueId, UrlencodedError, UserId, WebappId,

    /// <summary>The number of scalars, and the first collection.</summary>
    Args,
    ArgsGet, ArgsPost, ArgsNames, ArgsGetNames, ArgsPostNames,
    Files, FilesNames, FilesSizes, FilesTmpContent, FilesTmpNames, MultipartFilename, MultipartName, MultipartPartHeaders,
    RequestCookies, RequestCookiesNames, RequestHeaders, RequestHeadersNames, ResponseHeaders, ResponseHeadersNames,
    MatchedVars, MatchedVarsNames, Tx, Ip, Session, User, Global, Resource, Geo, Env, Rule, Xml,
}
