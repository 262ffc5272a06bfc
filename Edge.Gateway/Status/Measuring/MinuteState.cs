namespace Edge.Gateway.Status.Measuring;

/// <summary>What a minute counts as.</summary>
internal enum MinuteState : byte
{
    /// <summary>Too little was measured to say. Never counted as up.</summary>
    Unknown,

    Up,

    Down,
}
