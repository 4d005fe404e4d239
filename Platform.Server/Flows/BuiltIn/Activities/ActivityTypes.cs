using System.Collections.Frozen;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>Every activity type that can run here: control flow built in, and the steps that were registered.</summary>
internal sealed class ActivityTypes : IFlowVocabulary
{
    private static readonly UnknownActivity Unknown = new();

    private readonly FrozenDictionary<string, Activity> _byType;

    /// <exception cref="InvalidOperationException">Two steps claim one type.</exception>
    public ActivityTypes(IEnumerable<IFlowStep> steps)
    {
        var types = Own().ToDictionary(a => a.Description!.Type, StringComparer.Ordinal);
        foreach (var step in steps)
        {
            if (!types.TryAdd(step.Description.Type, new StepActivity(step)))
            {
                throw new InvalidOperationException($"Two steps call themselves '{step.Description.Type}': one of them is {step.GetType()}.");
            }
        }

        _byType = types.ToFrozenDictionary(StringComparer.Ordinal);
        Steps = [.. types.Values.Select(a => a.Description!).OrderBy(d => d.Category, StringComparer.Ordinal).ThenBy(d => d.Type, StringComparer.Ordinal)];
    }

    private ActivityTypes(FrozenDictionary<string, Activity> byType) => (_byType, Steps) = (byType, []);

    public IReadOnlyList<StepDescription> Steps { get; }

    /// <summary>The same types behaving as <paramref name="other"/> says; they describe nothing.</summary>
    public ActivityTypes Behaving(Func<Activity, Activity> other) => new(_byType.ToFrozenDictionary(t => t.Key, t => other(t.Value), StringComparer.Ordinal));

    private static IReadOnlyList<Activity> Own() =>
    [
        new FlowchartActivity(), new SequenceActivity(), new ParallelActivity(), new ForkActivity(), new IfActivity(), new SwitchActivity(),
        new WhileActivity(), new ForActivity(), new ForEachActivity(), new ParallelForEachActivity(), new BreakActivity(),
        new StartActivity(), new EndActivity(), new FinishActivity(), new CompleteActivity(),
        new FlowDecisionActivity(), new FlowSwitchActivity(), new FlowForkActivity(), new FlowJoinActivity(),
        new SetVariableActivity(), new SetNameActivity(), new CorrelateActivity(), new SetOutputActivity(), new WriteLineActivity(), new RunJavaScriptActivity(), new FaultActivity(),
        new DelayActivity(), new TimerActivity(), new CronActivity(), new StartAtActivity(), new EventActivity(), new PublishEventActivity(), new RunTaskActivity(),
        new ExecuteWorkflowActivity(), new DispatchWorkflowActivity(),
    ];

    public Activity Find(string type) => _byType.GetValueOrDefault(type, Unknown);
}
