using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>What holds for a tenant: mode, modes below paths, exclusions. Immutable, shared by all tenants without settings of their own.</summary>
/// <param name="Mode">Where no path says otherwise.</param>
/// <param name="Paths">The longest first.</param>
/// <param name="Exclusions">All that may apply.</param>
internal sealed record WafPolicy(WafMode Mode, WafPathMode[] Paths, WafExclusion[] Exclusions)
{
    /// <summary>Bytes of a request body without its files; null leaves it to the rule files (131,072).</summary>
    public int? MaxBodyBytesWithoutFiles { get; init; }

    /// <summary>What becomes of longer bodies; null leaves it to the rule files (reject).</summary>
    public BodyLimitAction? OnBodyLimit { get; init; }

    /// <summary>Whether the path of a request makes a difference.</summary>
    private readonly bool _hasPaths = Paths.Length > 0 || Array.Exists(Exclusions, static exclusion => exclusion.Path is not null);

    private readonly WafMode _strictest = Paths.Select(static entry => entry.Mode).Append(Mode).Max();

    /// <summary>The same with further exclusions.</summary>
    public WafPolicy With(WafExclusion[] more) =>
        new(Mode, Paths, [.. Exclusions, .. more]) { MaxBodyBytesWithoutFiles = MaxBodyBytesWithoutFiles, OnBodyLimit = OnBodyLimit };

    /// <summary>The path that <see cref="ModeOf"/> and <see cref="Apply"/> ask for; null when it is doubtful, or makes no difference.</summary>
    /// <param name="target">The request target as it was sent.</param>
    public string? PathOf(string target) => _hasPaths ? WafPath.Of(target) : null;

    /// <summary>The mode for a path; without one the strictest that any path has.</summary>
    public WafMode ModeOf(string? path)
    {
        if (path is null)
        {
            return _strictest;
        }

        foreach (WafPathMode entry in Paths)
        {
            if (WafPathMode.Covers(entry.Path, path))
            {
                return entry.Mode;
            }
        }

        return Mode;
    }

    /// <summary>Sets the limits, and excludes what is excluded everywhere or below this path.</summary>
    public void Apply(Transaction transaction, string? path)
    {
        if (MaxBodyBytesWithoutFiles is { } bytes)
        {
            transaction.MaxRequestBodyNoFilesBytes = bytes;
        }

        if (OnBodyLimit is { } action)
        {
            transaction.RequestBodyLimitAction = action;
        }

        foreach (WafExclusion exclusion in Exclusions)
        {
            if (exclusion.Path is null || (path is not null && WafPathMode.Covers(exclusion.Path, path)))
            {
                transaction.Apply(exclusion.Rules);
            }
        }
    }
}
