using Edge.Gateway.Cli;
using Edge.Gateway.Tls;

// First of all: whatever uses cryptography loads OpenSSL, which reads its configuration once.
if (OpenSslPolicy.Apply() is { } reason)
{
    Console.Error.WriteLine(reason);
}

return await EdgeCommand.RunAsync(args);
