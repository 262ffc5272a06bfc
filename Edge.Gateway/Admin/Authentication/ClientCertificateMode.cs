namespace Edge.Gateway.Admin.Authentication;

/// <summary>Whether the ops listener wants client certificates.</summary>
internal enum ClientCertificateMode
{
    /// <summary>None is asked for.</summary>
    Off,

    /// <summary>One stands for a token.</summary>
    Optional,

    /// <summary>The admin API answers nobody without one, token or not.</summary>
    Required,
}
