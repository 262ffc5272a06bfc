using Edge.Rules;

namespace Edge.Tests.Rules.Crs;

/// <summary>The OWASP Core Rule Set as Debian installs it.</summary>
internal static class CoreRuleSet
{
    public const string Folder = "/usr/share/modsecurity-crs/rules";
    public const string Setup = "/etc/modsecurity/crs/crs-setup.conf";

    /// <summary>The settings under which the CRS regression tests are written.</summary>
    public const string TestSettings = """
        SecRuleEngine DetectionOnly
        SecResponseBodyAccess On
        SecResponseBodyMimeType text/plain text/html text/xml application/json
        SecAction "id:900005,phase:1,nolog,pass,ctl:ruleRemoveById=910000,\
          setvar:tx.paranoia_level=4,setvar:tx.executing_paranoia_level=4,\
          setvar:tx.blocking_paranoia_level=4,setvar:tx.detection_paranoia_level=4,\
          setvar:tx.crs_validate_utf8_encoding=1,setvar:tx.arg_name_length=100,setvar:tx.arg_length=400,\
          setvar:tx.total_arg_length=64000,setvar:tx.max_num_args=255,setvar:tx.max_file_size=64100,setvar:tx.combined_file_sizes=65535"
        """;

    /// <summary>Loads it, or skips the test where it is not installed.</summary>
    public static RuleSetLoadResult Load(string? prologue, bool isPlain = false)
    {
        if (!Directory.Exists(Folder) || !File.Exists(Setup))
        {
            Assert.Skip("The Core Rule Set (package modsecurity-crs) is not installed.");
        }

        return RuleSet.Load(new RuleSetOptions
        {
            Prologue = RecommendedRules.BodyProcessors + prologue,
            Files = [Setup, .. Directory.GetFiles(Folder, "*.conf").Order(StringComparer.Ordinal)],
            IsPlain = isPlain,
            Limits = TestRules.Unhurried,
        });
    }

    public static RuleSet LoadValid(string? prologue, bool isPlain = false)
    {
        RuleSetLoadResult result = Load(prologue, isPlain);
        Assert.Empty(result.Diagnostics);
        return result.RuleSet!;
    }
}
