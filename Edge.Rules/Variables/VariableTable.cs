using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Edge.Rules.Variables;

/// <summary>All variables by name.</summary>
internal static class VariableTable
{
    /// <summary>Variables whose value another rule, or time, may change within a phase.</summary>
    private static readonly FrozenSet<VariableKind> Volatile = new[]
    {
        VariableKind.Duration, VariableKind.HighestSeverity, VariableKind.MatchedVar, VariableKind.MatchedVarName,
        VariableKind.MscPcreError, VariableKind.MscPcreLimitsExceeded, VariableKind.ReqbodyProcessor,
        VariableKind.SessionId, VariableKind.UserId, VariableKind.WebappId,
        VariableKind.Time, VariableKind.TimeDay, VariableKind.TimeEpoch, VariableKind.TimeHour, VariableKind.TimeMin,
        VariableKind.TimeMon, VariableKind.TimeSec, VariableKind.TimeWday, VariableKind.TimeYear,
        VariableKind.MatchedVars, VariableKind.MatchedVarsNames, VariableKind.Tx, VariableKind.Ip, VariableKind.Session,
        VariableKind.User, VariableKind.Global, VariableKind.Resource, VariableKind.Geo, VariableKind.Env, VariableKind.Rule,
        VariableKind.UniqueId, VariableKind.ModsecBuild, VariableKind.FullRequest, VariableKind.FullRequestLength,
    }.ToFrozenSet();

    private static readonly VariableInfo[] All = [.. Enum.GetValues<VariableKind>().Select(Describe)];

    private static readonly FrozenDictionary<string, VariableInfo> ByName = Build();

    /// <summary>The manual's spellings.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. All.Select(static info => info.Name)];

    public static VariableInfo Get(VariableKind kind) => All[(int)kind];

    public static bool TryGet(string name, [NotNullWhen(true)] out VariableInfo? info) => ByName.TryGetValue(name, out info);

    private static FrozenDictionary<string, VariableInfo> Build()
    {
        Dictionary<string, VariableInfo> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach (VariableInfo info in All)
        {
            byName.Add(info.Name, info);
        }

        byName.Add("FILES_TMPNAMES", Get(VariableKind.FilesTmpNames)); // The manual knows both spellings.
        byName.Add("SESSION_ID", Get(VariableKind.SessionId));
        byName.Add("MULTIPART_FILENAMES", Get(VariableKind.MultipartFilename));
        return byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static VariableInfo Describe(VariableKind kind)
    {
        (EntryStore store, bool names, ValueOrigin origin) = kind switch
        {
            VariableKind.Args => (EntryStore.Arguments, false, ValueOrigin.Any),
            VariableKind.ArgsGet => (EntryStore.Arguments, false, ValueOrigin.Query),
            VariableKind.ArgsPost => (EntryStore.Arguments, false, ValueOrigin.Body),
            VariableKind.ArgsNames => (EntryStore.Arguments, true, ValueOrigin.Any),
            VariableKind.ArgsGetNames => (EntryStore.Arguments, true, ValueOrigin.Query),
            VariableKind.ArgsPostNames => (EntryStore.Arguments, true, ValueOrigin.Body),
            VariableKind.Files => (EntryStore.Files, false, ValueOrigin.Any),
            VariableKind.FilesNames => (EntryStore.Files, true, ValueOrigin.Any),
            VariableKind.MultipartName => (EntryStore.MultipartNames, false, ValueOrigin.Any),
            VariableKind.MultipartFilename => (EntryStore.MultipartFileNames, false, ValueOrigin.Any),
            VariableKind.FilesSizes => (EntryStore.FileSizes, false, ValueOrigin.Any),
            VariableKind.FilesTmpContent => (EntryStore.FileContents, false, ValueOrigin.Any),
            VariableKind.MultipartPartHeaders => (EntryStore.PartHeaders, false, ValueOrigin.Any),
            VariableKind.RequestCookies => (EntryStore.RequestCookies, false, ValueOrigin.Any),
            VariableKind.RequestCookiesNames => (EntryStore.RequestCookies, true, ValueOrigin.Any),
            VariableKind.RequestHeaders => (EntryStore.RequestHeaders, false, ValueOrigin.Any),
            VariableKind.RequestHeadersNames => (EntryStore.RequestHeaders, true, ValueOrigin.Any),
            VariableKind.ResponseHeaders => (EntryStore.ResponseHeaders, false, ValueOrigin.Any),
            VariableKind.ResponseHeadersNames => (EntryStore.ResponseHeaders, true, ValueOrigin.Any),
            VariableKind.Geo => (EntryStore.Geo, false, ValueOrigin.Any),
            _ => (EntryStore.None, false, ValueOrigin.None),
        };
        string name = kind switch
        {
            VariableKind.SessionId => "SESSIONID",
            VariableKind.UserId => "USERID",
            VariableKind.WebappId => "WEBAPPID",
            _ => ToManualSpelling(kind.ToString()),
        };
        bool response = name.StartsWith("RESPONSE_", StringComparison.Ordinal);
        return new VariableInfo(kind, name, store, names, origin, Volatile.Contains(kind), response);
    }

    private static string ToManualSpelling(string pascal)
    {
        StringBuilder name = new();
        foreach (char letter in pascal)
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToUpperInvariant(letter));
        }

        return name.ToString();
    }
}
