using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Edge.Rules.Operators;

/// <summary>All operators by name.</summary>
internal static class OperatorRegistry
{
    private static readonly FrozenDictionary<string, Func<OperatorArgument, OperatorServices, IOperator>> Factories = Create();

    /// <summary>The names as the reference manual spells them, short forms (<c>pmf</c>, <c>ipMatchF</c>) included.</summary>
    public static IReadOnlyCollection<string> Names => Factories.Keys;

    /// <summary>Operators of ModSecurity and Coraza that an engine inside a gateway refuses, and why.</summary>
    public static FrozenDictionary<string, string> Refused { get; } = new Dictionary<string, string>
    {
        ["fuzzyHash"] = "it compares files with hashes of ssdeep, and uploads are not kept as files",
        ["gsbLookup"] = "the service that it asks has ended",
        ["ipMatchFromDataset"] = "write the list into a file and use '@ipMatchFromFile'",
        ["pmFromDataset"] = "write the list into a file and use '@pmFromFile'",
        ["rsub"] = "bodies are not changed",
        ["validateDTD"] = "XML with a document type is refused unread, for its entities are a way to attack; ask for elements by XPath",
        ["validateSchema"] = "XML is read without schemas; ask for elements by XPath",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes an operator; false with what is wrong with the name or the argument. Case of the name does not matter.</summary>
    public static bool TryCreate(
        string name, OperatorArgument argument, OperatorServices services, [NotNullWhen(true)] out IOperator? op, [NotNullWhen(false)] out string? error)
    {
        op = null;
        if (!Factories.TryGetValue(name, out Func<OperatorArgument, OperatorServices, IOperator>? factory))
        {
            error = $"unknown operator '@{name}'";
            return false;
        }

        try
        {
            op = factory(argument, services);
            error = null;
            return true;
        }
        catch (OperatorArgumentException exception)
        {
            error = $"the argument of '@{name}' {exception.Message}";
            return false;
        }
    }

    private static FrozenDictionary<string, Func<OperatorArgument, OperatorServices, IOperator>> Create() =>
        new Dictionary<string, Func<OperatorArgument, OperatorServices, IOperator>>
        {
            ["beginsWith"] = static (argument, _) => new BeginsWith(argument),
            ["contains"] = static (argument, _) => new Contains(argument),
            ["containsWord"] = static (argument, _) => new ContainsWord(argument),
            ["detectSQLi"] = static (_, _) => new DetectSqli(),
            ["detectXSS"] = static (_, _) => new DetectXss(),
            ["endsWith"] = static (argument, _) => new EndsWith(argument),
            ["eq"] = static (argument, _) => new Eq(argument),
            ["ge"] = static (argument, _) => new Ge(argument),
            ["geoLookup"] = static (_, services) => new GeoLookup(services.GeoLookup),
            ["gt"] = static (argument, _) => new Gt(argument),
            ["inspectFile"] = static (argument, services) => new InspectFile(argument, services.FileInspector),
            ["ipMatch"] = static (argument, _) => IpMatch.Parse(argument),
            ["ipMatchF"] = IpMatch.ParseFiles,
            ["ipMatchFromFile"] = IpMatch.ParseFiles,
            ["le"] = static (argument, _) => new Le(argument),
            ["lt"] = static (argument, _) => new Lt(argument),
            ["noMatch"] = static (_, _) => new NoMatch(),
            ["pm"] = static (argument, _) => Pm.Parse(argument),
            ["pmf"] = Pm.ParseFiles,
            ["pmFromFile"] = Pm.ParseFiles,
            ["rbl"] = static (argument, services) => new Rbl(argument, services.DnsBlocklist),
            ["rx"] = Rx.Parse,
            ["rxGlobal"] = RxGlobal.Parse,
            ["streq"] = static (argument, _) => new StrEq(argument),
            ["strmatch"] = static (argument, _) => new StrMatch(argument),
            ["unconditionalMatch"] = static (_, _) => new UnconditionalMatch(),
            ["validateByteRange"] = static (argument, _) => ValidateByteRange.Parse(argument),
            ["validateHash"] = static (_, _) => new ValidateHash(),
            ["validateUrlEncoding"] = static (_, _) => new ValidateUrlEncoding(),
            ["validateUtf8Encoding"] = static (_, _) => new ValidateUtf8Encoding(),
            ["verifyCC"] = static (argument, services) => Verify.Parse(argument, services, CheckDigits.IsCard),
            ["verifyCPF"] = static (argument, services) => Verify.Parse(argument, services, CheckDigits.IsCpf),
            ["verifySSN"] = static (argument, services) => Verify.Parse(argument, services, CheckDigits.IsSsn),
            ["verifySVNR"] = static (argument, services) => Verify.Parse(argument, services, CheckDigits.IsSvnr),
            ["within"] = static (argument, _) => new Within(argument),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
