using System.Net;

namespace Edge.Gateway.Listeners;

/// <summary>Where the gateway listens; a null endpoint is off. Read at the start: changes need a restart.</summary>
internal sealed record ListenSettings(IPEndPoint? Https, int HttpsPublicPort, IPEndPoint? Http, HttpListenerMode HttpMode, IPEndPoint Ops, bool OpsTls, IPEndPoint Status, ShutdownSettings Shutdown);
