using System.Globalization;
using Edge.Rules.Variables;

namespace Edge.Rules.Execution;

/// <summary>Gives single values: those that are stored, and those that are made when asked for.</summary>
internal static class ScalarResolver
{
    public static bool TryResolve(TransactionState state, VariableKind kind, out TextSlice value)
    {
        switch (kind)
        {
            case VariableKind.MatchedVar:
                value = state.Matched.Count == 0 ? TextSlice.Empty : state.Matched.Last.Value;
                return state.Matched.Count > 0;
            case VariableKind.MatchedVarName:
                value = state.Matched.Count == 0 ? TextSlice.Empty : state.Arena.Add(state.MatchedVariableName());
                return state.Matched.Count > 0;
            case VariableKind.HighestSeverity:
                value = SmallNumbers.ToText(state.HighestSeverity, state.Arena);
                return true;
            case VariableKind.Duration:
                value = SmallNumbers.ToText((long)state.Time.GetElapsedTime(state.StartTimestamp).TotalMilliseconds, state.Arena);
                return true;
            case VariableKind.UniqueId when !state.Scalars.IsSet(kind):
                state.Scalars.Set(kind, CreateUniqueId(state.Arena));
                break;
            case VariableKind.ModsecBuild:
                value = TextSlice.Constant("030000000");
                return true;
            case VariableKind.FullRequest or VariableKind.FullRequestLength:
                value = FullRequest(state, kind == VariableKind.FullRequestLength);
                return true;
            case >= VariableKind.Time and <= VariableKind.TimeYear:
                value = Clock(state, kind);
                return true;
        }

        value = state.Scalars[kind];
        return true; // As in ModSecurity v3, a single value that was never set is there, and empty.
    }

    private static TextSlice CreateUniqueId(TextArena arena)
    {
        Span<char> id = arena.Reserve(32);
        Random.Shared.NextInt64().TryFormat(id, out int first, "x16", CultureInfo.InvariantCulture);
        Random.Shared.NextInt64().TryFormat(id[first..], out int second, "x16", CultureInfo.InvariantCulture);
        return arena.Commit(first + second);
    }

    private static TextSlice Clock(TransactionState state, VariableKind kind)
    {
        DateTimeOffset now = state.Time.GetLocalNow();
        long number = kind switch
        {
            VariableKind.TimeDay => now.Day,
            VariableKind.TimeEpoch => now.ToUnixTimeSeconds(),
            VariableKind.TimeHour => now.Hour,
            VariableKind.TimeMin => now.Minute,
            VariableKind.TimeMon => now.Month - 1, // tm_mon counts from 0, and so does ModSecurity v3.
            VariableKind.TimeSec => now.Second,
            VariableKind.TimeWday => (int)now.DayOfWeek,
            VariableKind.TimeYear => now.Year,
            _ => -1,
        };
        return number >= 0
            ? SmallNumbers.ToText(number, state.Arena)
            : state.Arena.Add(now.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
    }

    private static TextSlice FullRequest(TransactionState state, bool lengthOnly)
    {
        EntryList headers = state.Store(EntryStore.RequestHeaders);
        long length = 2L + state.RequestBody.Length;
        for (int index = 0; index < headers.Count; index++)
        {
            length += headers[index].Name.Length + headers[index].Value.Length + 3;
        }

        if (lengthOnly)
        {
            return SmallNumbers.ToText(length, state.Arena);
        }

        System.Text.StringBuilder text = new((int)length);
        for (int index = 0; index < headers.Count; index++)
        {
            text.Append(state.Arena.Get(headers[index].Name)).Append(": ").Append(state.Arena.Get(headers[index].Value)).Append('\n');
        }

        text.Append("\n\n").Append(System.Text.Encoding.Latin1.GetString(state.RequestBody.Span));
        return state.Arena.Add(text.ToString());
    }
}
