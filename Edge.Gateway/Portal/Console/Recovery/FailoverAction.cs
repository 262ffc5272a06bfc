namespace Edge.Gateway.Portal.Console.Recovery;

/// <summary>To the DR cells.</summary>
internal sealed class FailoverAction() : RecoveryAction(isFailover: true);
