using Elsa.Common;
using Elsa.Expressions.JavaScript.Activities;
using Elsa.Expressions.JavaScript.Features;
using Elsa.Expressions.JavaScript.Handlers;
using Elsa.Expressions.JavaScript.Options;
using Elsa.Expressions.Liquid.Features;
using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Mediator.Contracts;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Features;
using Elsa.Workflows.IncidentStrategies;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Activities.SetOutput;
using Elsa.Workflows.Management.Features;
using Elsa.Workflows.Middleware.Activities;
using Elsa.Workflows.Middleware.Workflows;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.Pipelines.WorkflowExecution;
using Jint;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Elsa;

/// <summary>
/// Elsa in a container of its own: core, definitions, JavaScript and Liquid, without runtime, scheduler, persistence and API. Its commit handler does
/// nothing, so that running a flow is a step function.
/// </summary>
internal static class ElsaServices
{
    public static async Task<ServiceProvider> CreateAsync(IReadOnlyList<IFlowStep> steps, FlowLimits limits, CancellationToken ct)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        var module = services.CreateModule();
        module.Use<WorkflowsFeature>(w =>
        {
            w.WorkflowExecutionPipeline = p => p.UseMiddleware<KeepVariables>().UseExceptionHandling().UseDefaultActivityScheduler();
            w.StandardOutStreamProvider = _ => new StandardOutStreamProvider(TextWriter.Null);
            w.ActivityExecutionPipeline = p => p.UseExceptionHandling().UseExecutionLogging().UseDefaultActivityInvoker();
        });
        module.Use<FlowchartFeature>();
        module.Use<WorkflowManagementFeature>();
        module.Use<JavaScriptFeature>();
        module.Use<LiquidFeature>();
        module.Apply();
        services.Replace(ServiceDescriptor.Singleton<ISystemClock, ElsaClock>());
        services.Replace(ServiceDescriptor.Singleton<IIdentityGenerator, ElsaIds>());
        services.Configure<IncidentOptions>(o => o.DefaultIncidentStrategy = typeof(ContinueWithIncidentsStrategy));
        services.Configure<JintOptions>(o => Restrict(o, limits));
        services.AddScoped<Func<IEnumerable<IWorkflowMaterializer>>>(p => p.GetServices<IWorkflowMaterializer>);
        RemoveUnwanted(services);
        var provider = services.BuildServiceProvider();
        await RegisterAsync(provider.GetRequiredService<IActivityRegistry>(), steps, ct);
        return provider;
    }

    /// <summary>Takes out what lets scripts use types of .NET, and what looks after definitions and instances that Elsa would store.</summary>
    private static void RemoveUnwanted(ServiceCollection services)
    {
        foreach (var unwanted in services.Where(s => s.ServiceType == typeof(INotificationHandler) && (s.ImplementationType is { } type && IsUnwanted(type))).ToList())
        {
            services.Remove(unwanted);
        }
    }

    private static bool IsUnwanted(Type handler) =>
        handler == typeof(ConfigureEngineWithCommonTypes) || handler == typeof(ConfigureEngineWithWorkflowVariableTypes) || handler.Assembly == typeof(WorkflowManagementFeature).Assembly;

    private static void Restrict(JintOptions options, FlowLimits limits)
    {
        options.ConfigureEngineOptions(engine =>
        {
            engine
                .LimitMemory(limits.ScriptMemory)
                .MaxStatements(limits.ScriptStatements)
                .LimitRecursion(limits.ScriptRecursion)
                .TimeoutInterval(limits.ScriptTime)
                .DisableStringCompilation();
            engine.Constraints.RegexTimeout = limits.ScriptRegex;
            engine.TimeZone = FlowScripts.China;
            engine.TimeSystem = new FlowScripts.StepClock(ElsaTurn.Current.Run.Now);
        });
        options.ConfigureEngine(engine =>
        {
            engine.SetValue("answers", ElsaValues.ToObject(ElsaTurn.Current.Run.Case.Answers.Value));
            engine.SetValue("caseInfo", ElsaValues.ToObject(FlowScripts.CaseInfo(ElsaTurn.Current.Run.Case)));
        });
    }

    private static async Task RegisterAsync(IActivityRegistry registry, IReadOnlyList<IFlowStep> steps, CancellationToken ct)
    {
        await registry.RegisterAsync(
            [
                typeof(Workflow), typeof(NotFoundActivity), typeof(global::Elsa.Workflows.Activities.Flowchart.Activities.Flowchart), typeof(Sequence), typeof(global::Elsa.Workflows.Activities.Parallel), typeof(Fork), typeof(If), typeof(Switch),
                typeof(While), typeof(For), typeof(ForEach), typeof(ParallelForEach), typeof(Break), typeof(Start), typeof(End), typeof(Finish), typeof(Complete),
                typeof(global::Elsa.Workflows.Activities.Flowchart.Activities.FlowDecision), typeof(global::Elsa.Workflows.Activities.Flowchart.Activities.FlowSwitch),
                typeof(global::Elsa.Workflows.Activities.Flowchart.Activities.FlowFork), typeof(global::Elsa.Workflows.Activities.Flowchart.Activities.FlowJoin),
                typeof(SetVariable), typeof(SetName), typeof(Correlate), typeof(SetOutput), typeof(WriteLine), typeof(RunJavaScript), typeof(Fault),
            ],
            ct);
        foreach (var step in steps.Concat(ElsaWaits.All()))
        {
            registry.Register(Describe(step));
        }
    }

    private static ActivityDescriptor Describe(IFlowStep step)
    {
        var type = step.Description.Type;
        return new ActivityDescriptor
        {
            TypeName = type,
            ClrType = typeof(ElsaStep),
            Namespace = type[..type.LastIndexOf('.')],
            Name = type[(type.LastIndexOf('.') + 1)..],
            Version = 1,
            Category = step.Description.Category,
            Kind = ActivityKind.Action,
            Constructor = context =>
            {
                var made = context.CreateActivity<ElsaStep>();
                (made.Activity.Type, made.Activity.Version, made.Activity.Step) = (type, 1, step);
                return made;
            },
        };
    }
}

/// <summary>Brings the variables out of the state and back into it; in Elsa that belongs to the runtime.</summary>
internal sealed class KeepVariables(WorkflowMiddlewareDelegate next, IVariablePersistenceManager variables) : WorkflowExecutionMiddleware(next)
{
    public override async ValueTask InvokeAsync(WorkflowExecutionContext context)
    {
        await variables.LoadVariablesAsync(context);
        await Next(context);
        await variables.SaveVariablesAsync(context);
    }
}
