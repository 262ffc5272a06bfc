using System.Security.Cryptography;

namespace Edge.Gateway.Portal.Design;

/// <summary>The stylesheet and the script, by names that change with their content, so that browsers may keep them for ever.</summary>
internal sealed class PortalAssets
{
    private const int HashChars = 12;

    private readonly Asset _stylesheet = Asset.Read("portal.css", "text/css; charset=utf-8");
    private readonly Asset _script = Asset.Read("portal.js", "text/javascript; charset=utf-8");

    /// <summary>File name of the stylesheet.</summary>
    public string Stylesheet => _stylesheet.Name;

    /// <summary>File name of the script.</summary>
    public string Script => _script.Name;

    /// <summary>Answers a request for a file: 404 for any other name.</summary>
    /// <remarks>While a fleet is upgraded a page may come from one node and ask another: that gets its own version, and does not keep it.</remarks>
    public Task ServeAsync(HttpContext context, string name)
    {
        HttpResponse response = context.Response;
        Asset? asset = name.EndsWith(".css", StringComparison.Ordinal) ? _stylesheet : name.EndsWith(".js", StringComparison.Ordinal) ? _script : null;
        if (asset is null || !name.StartsWith("portal.", StringComparison.Ordinal) || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Content.Length;
        response.Headers.CacheControl = name == asset.Name ? "public, max-age=31536000, immutable" : "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(asset.Content, context.RequestAborted).AsTask();
    }

    private sealed record Asset(string Name, string ContentType, byte[] Content)
    {
        public static Asset Read(string file, string contentType)
        {
            using Stream stream = typeof(PortalAssets).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"The resource {file} is missing.");
            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            string hash = Convert.ToHexStringLower(SHA256.HashData(content))[..HashChars];
            return new Asset($"{Path.GetFileNameWithoutExtension(file)}.{hash}{Path.GetExtension(file)}", contentType, content);
        }
    }
}
