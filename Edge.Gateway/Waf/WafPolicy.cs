using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>What holds for a tenant: mode, modes below paths, exclusions. Immutable, shared by all tenants without settings of their own.</summary>
/// <param name="Mode">Where no path says otherwise.</param>
/// <param name="Paths">The longest first.</param>
/// <param name="Exclusions">All that may apply.</param>
internal sealed record WafPolicy(WafMode Mode, WafPathMode[] Paths, WafExclusion[] Exclusions)
{
    public WafMode ModeOf(ReadOnlySpan<char> path)
    {
        foreach (WafPathMode entry in Paths)
        {
            if (WafPathMode.Covers(entry.Path, path))
            {
                return entry.Mode;
            }
        }

        return Mode;
    }

    public void Apply(Transaction transaction, ReadOnlySpan<char> path)
    {
        foreach (WafExclusion exclusion in Exclusions)
        {
            if (exclusion.Path is null || WafPathMode.Covers(exclusion.Path, path))
            {
                transaction.Apply(exclusion.Rules);
            }
        }
    }
}
