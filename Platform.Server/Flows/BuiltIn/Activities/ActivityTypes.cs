using System.Collections.Frozen;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>Every activity type that can run here: control flow built in, and the steps that were registered.</summary>
internal sealed class ActivityTypes
{
    private static readonly UnknownActivity Unknown = new();

    private readonly FrozenDictionary<string, Activity> _byType;

    /// <exception cref="InvalidOperationException">Two steps claim one type.</exception>
    public ActivityTypes(IEnumerable<IFlowStep> steps)
    {
        var types = new Dictionary<string, Activity>(StringComparer.Ordinal)
        {
            ["Elsa.Flowchart"] = new FlowchartActivity(),
            ["Elsa.Sequence"] = new SequenceActivity(),
            ["Elsa.Parallel"] = new ParallelActivity(),
            ["Elsa.If"] = new IfActivity(),
            ["Elsa.Switch"] = new SwitchActivity(),
            ["Elsa.While"] = new WhileActivity(),
            ["Elsa.For"] = new ForActivity(),
            ["Elsa.ForEach"] = new ForEachActivity(),
            ["Elsa.Break"] = new BreakActivity(),
            ["Elsa.Start"] = new StartActivity(),
            ["Elsa.End"] = new EndActivity(),
            ["Elsa.Finish"] = new FinishActivity(),
            ["Elsa.Complete"] = new CompleteActivity(),
            ["Elsa.FlowDecision"] = new FlowDecisionActivity(),
            ["Elsa.FlowSwitch"] = new FlowSwitchActivity(),
            ["Elsa.FlowFork"] = new FlowForkActivity(),
            ["Elsa.FlowJoin"] = new FlowJoinActivity(),
            ["Elsa.SetVariable"] = new SetVariableActivity(),
            ["Elsa.SetName"] = new SetNameActivity(),
            ["Elsa.Correlate"] = new CorrelateActivity(),
            ["Elsa.WriteLine"] = new WriteLineActivity(),
            ["Elsa.RunJavaScript"] = new RunJavaScriptActivity(),
            ["Elsa.Fault"] = new FaultActivity(),
            ["Elsa.Delay"] = new TimerActivity("timeSpan", moment: false),
            ["Elsa.Timer"] = new TimerActivity("interval", moment: false),
            ["Elsa.StartAt"] = new TimerActivity("dateTime", moment: true),
            ["Elsa.Event"] = new EventActivity(),
        };
        foreach (var step in steps)
        {
            if (!types.TryAdd(step.Description.Type, new StepActivity(step)))
            {
                throw new InvalidOperationException($"Two steps call themselves '{step.Description.Type}': one of them is {step.GetType()}.");
            }
        }

        _byType = types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private ActivityTypes(FrozenDictionary<string, Activity> byType) => _byType = byType;

    /// <summary>The same types behaving as <paramref name="other"/> says.</summary>
    public ActivityTypes Behaving(Func<Activity, Activity> other) => new(_byType.ToFrozenDictionary(t => t.Key, t => other(t.Value), StringComparer.Ordinal));

    public Activity Find(string type) => _byType.GetValueOrDefault(type, Unknown);
}
