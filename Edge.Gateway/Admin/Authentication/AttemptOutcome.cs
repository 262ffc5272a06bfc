namespace Edge.Gateway.Admin.Authentication;

/// <summary>What became of a request to the admin API at its door.</summary>
internal enum AttemptOutcome
{
    /// <summary>Let through.</summary>
    Allowed,

    /// <summary>Known, but not allowed this.</summary>
    Forbidden,

    /// <summary>No credentials, or of a kind that is not accepted.</summary>
    Missing,

    /// <summary>A token or a certificate that nobody has.</summary>
    Unknown,

    /// <summary>A token or a certificate that has ended.</summary>
    Expired,

    /// <summary>Not looked at: the address failed too often.</summary>
    Locked,
}
