namespace Edge.Gateway.Config;

/// <summary>Finds the known name that a misspelt one most likely means.</summary>
internal static class Suggestion
{
    /// <summary>Longest name that is compared; a longer one is no slip of the pen.</summary>
    private const int MaxLength = 64;

    /// <summary>The end of a sentence: "; did you mean 'x'?", or a full stop.</summary>
    public static string For(string found, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = Math.Max(1, found.Length / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = Distance(found, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best is null ? "." : $"; did you mean '{best}'?";
    }

    /// <summary>The number of insertions, deletions, changes and swaps of neighbours between two names, case ignored.</summary>
    public static int Distance(string left, string right)
    {
        if (left.Length > MaxLength || right.Length > MaxLength)
        {
            return int.MaxValue;
        }

        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i : Step(i, j);
            }
        }

        return cost[left.Length, right.Length];

        int Step(int i, int j)
        {
            int change = Same(i - 1, j - 1) ? 0 : 1;
            int least = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + change);
            bool swapped = i > 1 && j > 1 && Same(i - 1, j - 2) && Same(i - 2, j - 1);
            return swapped ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
        }

        bool Same(int i, int j) => char.ToLowerInvariant(left[i]) == char.ToLowerInvariant(right[j]);
    }
}
