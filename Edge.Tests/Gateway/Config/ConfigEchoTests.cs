using System.Text.Json;
using Edge.Gateway.Config;

namespace Edge.Tests.Gateway.Config;

public sealed class ConfigEchoTests
{
    [Theory]
    [InlineData("""{"password":"x","Password":"y","keyPassword":"z","clientSecret":"s","apiToken":"t","hash":"h"}""", """{"password":"***","Password":"***","keyPassword":"***","clientSecret":"***","apiToken":"***","hash":"***"}""")]
    [InlineData("""{"redis":{"configuration":"127.0.0.1:6379,password=geheim,ssl=true"}}""", """{"redis":{"configuration":"127.0.0.1:6379,password=***,ssl=true"}}""")]
    [InlineData("""{"redis":{"configuration":"h:1, PASSWORD=geheim"}}""", """{"redis":{"configuration":"h:1,password=***"}}""")]
    [InlineData("""{"tokens":["edge_x",{"id":"a","hash":"b"}]}""", """{"tokens":["***",{"id":"a","hash":"***"}]}""")]
    [InlineData("""{"a":[1,true,null,"x"],"b":1.50}""", """{"a":[1,true,null,"x"],"b":1.50}""")]
    public void Mask_OfAFile_ReplacesSecretsAndNothingElse(string file, string expected)
    {
        using JsonDocument document = JsonDocument.Parse(file);
        Assert.Equal(expected, ConfigEcho.Mask(document.RootElement)!.ToJsonString());
    }
}
