namespace Edge.Gateway;

/// <summary>Ids of all log messages; a test keeps them unique.</summary>
internal static class EdgeEvents
{
    public const int ConfigReloaded = 1000;
    public const int ConfigReloadFailed = 1001;
    public const int ConfigDiagnostic = 1002;
    public const int ConfigNotWatched = 1003;
    public const int ConfigNeedsRestart = 1004;
    public const int ConfigReloadBroken = 1005;

    public const int Started = 1100;
    public const int Stopping = 1101;
    public const int Stopped = 1102;
    public const int Unhandled = 1103;
    public const int StopDeadlinePassed = 1104;

    public const int EventWritten = 1200;
    public const int EventsNotStored = 1201;
    public const int EventsPutAside = 1202;

    public const int RateLimitDenied = 1300;
    public const int RateLimitStepFailed = 1301;
    public const int FleetStoreLost = 1302;
    public const int FleetStoreBack = 1303;
    public const int FleetHeartbeatFailed = 1304;
    public const int RateLimitRaised = 1305;

    public const int WafBlocked = 1400;
    public const int WafFailed = 1401;
    public const int WafLoaded = 1402;
    public const int WafAuditNotWritten = 1403;

    public const int DestinationDown = 1500;
    public const int DestinationUp = 1501;
    public const int CellUnavailable = 1502;
    public const int ConnectRetried = 1503;

    public const int AdminDenied = 1600;

    public const int WriteRejected = 1640;
    public const int TunnelsClosed = 1641;
    public const int ControlWatchFailed = 1642;
    public const int AutoFailoverFailed = 1643;
    public const int QuorumUnheard = 1644;
    public const int ControlEventNotStored = 1645;
    public const int NotificationFailed = 1650;
    public const int NotificationDropped = 1651;
    public const int CellPanic = 1610;
    public const int CellPanicOver = 1611;
    public const int CellStepFailed = 1612;

    public const int UpgradeAdvanced = 1670;
    public const int UpgradeStopped = 1671;
    public const int UpgradeDriveFailed = 1672;
    public const int UpgradeLeaseUnheard = 1673;

    public const int BansUnreadable = 1700;
    public const int BansNotRead = 1701;
    public const int BansNotSaved = 1702;
    public const int BansNotShared = 1703;
    public const int RedisNotAnswering = 1710;

    public const int StateLastGood = 1720;
    public const int StateNotKept = 1721;
    public const int StateKept = 1722;
    public const int StatePutAside = 1723;
    public const int StateNotShared = 1724;
    public const int StateOverruled = 1725;
    public const int StateListenerFailed = 1726;
    public const int StateCopyNotSaved = 1727;
    public const int StateEntryUnreadable = 1728;

    public const int AccessNotKept = 1740;
    public const int DecisionEventsNotStored = 1741;
    public const int DecisionStepFailed = 1742;
    public const int NotificationNotKept = 1743;
    public const int EventUnreadable = 1744;
    public const int StateDamaged = 1745;

    public const int JourneyNotRun = 1780;
    public const int JourneyFailed = 1781;
    public const int LedgerNotStored = 1782;
    public const int LedgerPutAside = 1783;
    public const int LedgerDropped = 1784;
    public const int StatusStepFailed = 1786;
    public const int StatusNotServed = 1787;
    public const int StatusNotShared = 1788;
    public const int IncidentNotKept = 1789;
    public const int StatusNotDrawn = 1790;

    public const int CertificateReloaded = 2100;
    public const int CertificateReloadFailed = 2101;
    public const int CertificateWarning = 2102;
    public const int CertificateInForce = 2103;
    public const int FolderNotWatched = 2104;
    public const int SelfSignedNotRenewed = 2105;
    public const int HandshakeNotCompleted = 2110;

    public const int UpgradeLookFailed = 1840;
    public const int UpgradeFleetUnheard = 1841;

    public const int OtlpFailing = 1810;
    public const int OtlpBack = 1811;

    public const int ConfigWarning = 1835;
}
