using System.Buffers;

namespace Edge.Rules.Detection.Sqli;

/// <summary>Tells whether a value carries SQL: the <c>@detectSQLi</c> operator.</summary>
/// <remarks>
/// The idea is Nick Galbreath's (libinjection): read the value as SQL in every quoting context it may be pasted into. The grammar
/// and the judgement are ours; <c>docs/waf-detectors.md</c> tells how they work. Thread-safe, allocates nothing, and takes time
/// linear in the value's length.
/// </remarks>
internal static class SqlInjectionDetector
{
    /// <summary>Without one of these a value is one word, number, address or date to SQL.</summary>
    private static readonly SearchValues<char> Triggers = SearchValues.Create(
        "\t\n\v\f\r \xA0'\"`();*!^|{}\\\0\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F\x7F");

    /// <summary>Signs that count only when doubled: <c>1--</c>, <c>1&amp;&amp;1=1</c>, <c>@@version</c>.</summary>
    private static readonly SearchValues<char> DoubledTriggers = SearchValues.Create("-&@");

    /// <summary>Tells whether the value is an injection.</summary>
    /// <param name="value">A byte string held as Latin-1 chars.</param>
    /// <param name="fingerprint">Receives the kinds of the tokens that gave it away, for the log; up to <see cref="SqlLimits.FingerprintLength"/>.</param>
    /// <param name="fingerprintLength">How many were written.</param>
    /// <param name="steps">How many tokens were looked at: the measure of the work.</param>
    public static bool IsInjection(ReadOnlySpan<char> value, Span<char> fingerprint, out int fingerprintLength, out int steps)
    {
        (fingerprintLength, steps) = (0, 0);
        return MayBeInjection(value) && Read(value, fingerprint, ref fingerprintLength, out steps);
    }

    /// <summary>The same, without the tests that spare most values the reading.</summary>
    internal static bool Read(ReadOnlySpan<char> value, Span<char> fingerprint, ref int fingerprintLength, out int steps)
    {
        steps = 0;
        for (SqlQuoting quoting = SqlQuoting.None; quoting <= SqlQuoting.Double; quoting++)
        {
            if (quoting != SqlQuoting.None && !value.Contains(quoting == SqlQuoting.Single ? '\'' : '"'))
            {
                continue;
            }

            SqlReading reading = new(value, quoting);
            bool found = reading.IsInjection(mySql: false, fingerprint, ref fingerprintLength) ||
                (reading.MySqlDiffers && reading.IsInjection(mySql: true, fingerprint, ref fingerprintLength));
            steps += reading.Steps;
            if (found)
            {
                return true;
            }
        }

        return false;
    }

    private static bool MayBeInjection(ReadOnlySpan<char> value)
    {
        int first = value.IndexOfAny(Triggers);
        if (first < 0)
        {
            return HasDoubledTrigger(value);
        }

        // Two plain words ("John Smith") are no SQL; it takes three ("drop table users").
        return value[first] != ' ' || value[(first + 1)..].ContainsAny(Triggers) || HasDoubledTrigger(value) || value.ContainsAny('=', '<', '>');
    }

    private static bool HasDoubledTrigger(ReadOnlySpan<char> value)
    {
        int start = value.IndexOfAny(DoubledTriggers);
        while (start >= 0 && start + 1 < value.Length)
        {
            if (value[start + 1] == value[start])
            {
                return true;
            }

            int next = value[(start + 1)..].IndexOfAny(DoubledTriggers);
            start = next < 0 ? -1 : start + 1 + next;
        }

        return false;
    }
}
