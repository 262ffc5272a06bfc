using Edge.Gateway.Observability;

namespace Edge.Tests.Gateway.Observability;

public sealed class SecretPathsTests
{
    [Theory]
    [InlineData("/activate/Xk2f9", "/activate/***")]
    [InlineData("/welcome/activation/Xk2f9/step2", "/welcome/activation/***/step2")]
    [InlineData("/reset-password/3f7a", "/reset-password/***")]
    [InlineData("/api/v1/sessions/102abcDEF", "/api/v1/sessions/***")]
    [InlineData("/signin/verify/123456", "/signin/verify/***")]
    [InlineData("/device/code/ABCD-EFGH", "/device/code/***")]
    [InlineData("/token//Xk2f9", "/token//***")]
    [InlineData("/invitation/abcdefghijklmnopqrstuvwxyz", "/invitation/***")]
    [InlineData("/x/eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln", "/x/***")]
    [InlineData("/x/dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "/x/***")]
    [InlineData("https://a.example/activate/Xk2f9?x=1 and /otp/123", "https://a.example/activate/***?x=1 and /otp/***")]
    public void Secret_InAPath_IsMasked(string text, string expected) => Assert.Equal(expected, SecretPaths.In(text));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/api/v1/users/00u1abcdEFGHij2345k6")]
    [InlineData("/api/v1/users/00u1abcd/lifecycle/reset_password")]
    [InlineData("/oauth2/v1/token")]
    [InlineData("/oauth2/v1/token/introspect")]
    [InlineData("/api/v1/sessions/me")]
    [InlineData("/password/reset")]
    [InlineData("/groups/3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [InlineData("/assets/app.5f2b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b.js")]
    [InlineData("no path")]
    public void Path_WithoutSecret_Stays(string text) => Assert.Same(text, SecretPaths.In(text));
}
