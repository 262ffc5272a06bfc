namespace Edge.Rules.Language;

/// <summary>Finds the known name that a misspelt one probably means.</summary>
internal static class Suggestion
{
    /// <summary>Names longer than this are not compared: no known name is.</summary>
    private const int MaxNameLength = 64;

    /// <summary><c>; did you mean 'x'?</c>, or an empty text when nothing is near.</summary>
    public static string For(string name, IEnumerable<string> known, string prefix = "")
    {
        string? best = Nearest(name, known);
        return best is null ? "" : $"; did you mean '{prefix}{best}'?";
    }

    /// <summary>The nearest name within a third of its length in edits, or null.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        if (name.Length > MaxNameLength)
        {
            return null;
        }

        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in known)
        {
            int distance = Distance(name, candidate);
            if (distance < bestDistance && distance <= Math.Max(1, candidate.Length / 3))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    private static int Distance(string left, string right)
    {
        int[] row = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++)
        {
            row[column] = column;
        }

        for (int line = 1; line <= left.Length; line++)
        {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= right.Length; column++)
            {
                int above = row[column];
                bool same = char.ToUpperInvariant(left[line - 1]) == char.ToUpperInvariant(right[column - 1]);
                row[column] = Math.Min(Math.Min(row[column - 1], above) + 1, diagonal + (same ? 0 : 1));
                diagonal = above;
            }
        }

        return row[right.Length];
    }
}
