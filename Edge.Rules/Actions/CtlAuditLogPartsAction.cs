using Edge.Rules.Compilation;
using Edge.Rules.Execution;

namespace Edge.Rules.Actions;

/// <summary><c>ctl:auditLogParts=+E</c>: which parts of the transaction the audit log shall hold.</summary>
internal sealed class CtlAuditLogPartsAction(string parts, bool adds, bool removes) : IRuleAction
{
    public void Run(TransactionState transaction, CompiledRule rule)
    {
        uint bits = ToBits(parts);
        uint current = transaction.Switches.AuditLogParts;
        transaction.Switches.AuditLogParts = adds ? current | bits : removes ? current & ~bits : bits;
    }

    /// <summary>One bit for each letter.</summary>
    public static uint ToBits(string parts)
    {
        uint bits = 0;
        foreach (char part in parts)
        {
            bits |= char.IsAsciiLetterUpper(part) ? 1u << (part - 'A') : 0;
        }

        return bits;
    }
}
