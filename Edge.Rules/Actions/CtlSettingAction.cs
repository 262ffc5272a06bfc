using Edge.Rules.Bodies;
using Edge.Rules.Compilation;
using Edge.Rules.Execution;

namespace Edge.Rules.Actions;

/// <summary><c>ctl:ruleEngine=Off</c> and the other switches and limits; <paramref name="value"/> is the enum's, 0 or 1, or a limit.</summary>
internal sealed class CtlSettingAction(CtlSetting setting, long value) : IRuleAction
{
    public void Run(TransactionState transaction, CompiledRule rule)
    {
        TransactionSwitches switches = transaction.Switches;
        switch (setting)
        {
            case CtlSetting.RuleEngine:
                switches.Mode = (RuleEngineMode)value;
                break;
            case CtlSetting.RequestBodyAccess:
                switches.RequestBodyAccess = value != 0;
                break;
            case CtlSetting.ResponseBodyAccess:
                switches.ResponseBodyAccess = value != 0;
                break;
            case CtlSetting.ForceRequestBodyVariable:
                switches.ForceRequestBodyVariable = value != 0;
                break;
            case CtlSetting.AuditEngine:
                switches.AuditEngine = (RuleEngineMode)value;
                break;
            case CtlSetting.ParseXmlIntoArgs:
                switches.XmlArguments = (XmlArgumentsMode)value;
                break;
            case CtlSetting.RequestBodyLimit:
                switches.RequestBodyLimitBytes = value;
                break;
            default:
                switches.ResponseBodyLimitBytes = value;
                break;
        }
    }
}
