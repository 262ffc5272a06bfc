namespace Edge.Rules.Detection.Sqli;

/// <summary>One value read in one quoting context: feeds tokens to the judges through a sliding window.</summary>
internal ref struct SqlReading(ReadOnlySpan<char> value, SqlQuoting quoting)
{
    /// <summary>Tokens kept before the one judged, as judges look back by two.</summary>
    private const int LookBehind = 2;

    private readonly ReadOnlySpan<char> _value = value;

    /// <summary>Whether the value has comments that MySQL reads in its own way.</summary>
    public bool MySqlDiffers { get; private set; }

    /// <summary>Tokens looked at since the start.</summary>
    public int Steps { get; private set; }

    /// <summary>Reads the value in one dialect and judges it.</summary>
    public bool IsInjection(bool mySql, Span<char> fingerprint, ref int fingerprintLength)
    {
        // Never more tokens than characters, but for the string that the value breaks out of; a short value needs little stack cleared.
        Span<SqlToken> window = stackalloc SqlToken[Math.Min(SqlLimits.Window, _value.Length + 2)];
        SqlTokenizer tokenizer = new(_value, quoting, mySql);
        int count = 0;
        int judged = 0;
        int total = 0;
        bool atStart = true;
        while (true)
        {
            int added = Fill(ref tokenizer, window[count..], SqlLimits.MaxTokens - total);
            total += added;
            count += added;
            bool last = count < window.Length;
            MySqlDiffers |= tokenizer.SawMySqlComment;
            int end = last ? count : count - SqlLimits.LookAhead;
            int found = Judge(window[..count], ref judged, end, atStart);
            if (found >= 0)
            {
                fingerprintLength = SqlFingerprint.Write(window[found..count], fingerprint);
                return true;
            }

            if (last)
            {
                return false;
            }

            atStart = false;
            int keep = Math.Min(judged, count) - LookBehind;
            window[keep..count].CopyTo(window);
            count -= keep;
            judged = Math.Max(judged - keep, LookBehind);
        }
    }

    private static int Fill(ref SqlTokenizer tokenizer, scoped Span<SqlToken> free, int budget)
    {
        int count = 0;
        int limit = Math.Min(free.Length, budget);
        while (count < limit && tokenizer.TryRead(out free[count]))
        {
            count++;
        }

        return count;
    }

    /// <summary>Judges the tokens up to an end; the index of what gave the value away, or −1.</summary>
    private int Judge(scoped ReadOnlySpan<SqlToken> tokens, ref int index, int end, bool atStart)
    {
        SqlParser parser = new(tokens);
        bool quoted = quoting != SqlQuoting.None && atStart;
        int found = -1;
        if (atStart && SqlBreakout.IsMatch(ref parser, _value, quoted))
        {
            found = 0;
        }

        int breakOut = quoted ? 1 : -1;
        while (quoted && breakOut < SqlLimits.MaxDepth && parser[breakOut].Kind == SqlTokenKind.RightParen) { breakOut++; }
        while (found < 0 && index < end)
        {
            int next = index + 1;
            if (SqlNeedles.IsMatch(ref parser, index, index == breakOut, out next))
            {
                found = index > 0 ? index - 1 : 0;
            }

            index = next;
        }

        Steps += tokens.Length + parser.Steps;
        return found;
    }
}
