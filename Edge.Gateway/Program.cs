using Edge.Gateway.Cli;
using Edge.Gateway.Listeners;
using Edge.Gateway.Tls;

// First of all: whatever uses cryptography loads OpenSSL, which reads its configuration once.
if (OpenSslPolicy.Apply() is { } reason)
{
    Console.Error.WriteLine(reason);
}

InlineCompletions.Apply();

return await EdgeCommand.RunAsync(args);
