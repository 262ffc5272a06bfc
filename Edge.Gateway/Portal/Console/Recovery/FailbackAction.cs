namespace Edge.Gateway.Portal.Console.Recovery;

/// <summary>Back to the home cells.</summary>
internal sealed class FailbackAction() : RecoveryAction(isFailover: false);
