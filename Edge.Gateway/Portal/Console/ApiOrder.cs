namespace Edge.Gateway.Portal.Console;

/// <summary>A call of the admin API that changes something.</summary>
/// <param name="Method">POST, PUT or DELETE.</param>
/// <param name="Target">Path; ids in it are escaped.</param>
/// <param name="Body">Written as JSON; null for none.</param>
internal sealed record ApiOrder(string Method, string Target, object? Body = null)
{
    public static ApiOrder Post(string target, object? body = null) => new(HttpMethods.Post, target, body);

    public static ApiOrder Delete(string target) => new(HttpMethods.Delete, target);
}
