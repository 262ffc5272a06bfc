namespace Edge.Rules.Bodies;

/// <summary>How inflating a body went. Everything but the first two is an error for the rules, never an uninspected pass.</summary>
internal enum InflateOutcome
{
    /// <summary>There was no coding, or only <c>identity</c>: the body is as it was sent.</summary>
    NotEncoded,

    /// <summary>The body was inflated whole.</summary>
    Inflated,

    /// <summary>A coding other than gzip, deflate, br and identity.</summary>
    UnsupportedEncoding,

    /// <summary>More codings than <see cref="BodyLimits.MaxContentEncodings"/>.</summary>
    TooManyEncodings,

    /// <summary>The data is damaged, cut short, or followed by something else.</summary>
    InvalidData,

    /// <summary>More than <see cref="BodyLimits.MaxInflatedBytes"/>.</summary>
    TooLarge,

    /// <summary>More than <see cref="BodyLimits.MaxInflateRatio"/> times its compressed size.</summary>
    RatioExceeded,
}
