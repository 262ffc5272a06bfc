namespace Edge.Gateway.Events;

/// <summary>Where features write events. Never blocks and never throws.</summary>
internal interface IEventLog
{
    void Write(EdgeEvent edgeEvent);
}
