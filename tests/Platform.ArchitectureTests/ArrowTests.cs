using Platform.Connectors;
using Platform.Designer.Ui;
using Platform.Model;
using Platform.Server;

namespace Platform.ArchitectureTests;

/// <summary>The arrows between projects and features.</summary>
public sealed class ArrowTests
{
    private static readonly CodeAssembly Server = CodeAssembly.Of(typeof(Modules).Assembly);
    private static readonly CodeAssembly Model = CodeAssembly.Of(typeof(Problem).Assembly);

    [Fact]
    public void The_model_knows_nothing_of_ours_and_only_FluentValidation_besides()
    {
        Holds(ArrowRules.KnowsOnly(Model));
        Holds(ArrowRules.UsesOnly(Model, "FluentValidation"));
    }

    [Fact]
    public void Designer_connectors_and_templates_know_the_model_only()
    {
        Holds(ArrowRules.KnowsOnly(CodeAssembly.Of(typeof(PlatformTheme).Assembly), "Platform.Model"));
        Holds(ArrowRules.KnowsOnly(CodeAssembly.Of(typeof(IConnector).Assembly), "Platform.Model"));
        Holds(ArrowRules.KnowsOnly(CodeAssembly.Read(Path.Combine(AppContext.BaseDirectory, "Platform.Templates.dll")), "Platform.Model"));
    }

    [Fact]
    public void Features_do_not_see_each_other_and_the_foundations_see_none() => Holds(ArrowRules.FeaturesAreStrangers(Server, ArrowRules.Server));

    [Fact]
    public void Only_the_table_of_contents_names_features() => Holds(ArrowRules.OnlyTheContentsNameFeatures(Server, ArrowRules.Server, nameof(Modules)));

    [Fact]
    public void The_data_layer_stands_below_the_hosting() => Holds(ArrowRules.DataKnowsNoHosting(Server, ArrowRules.Server));

    [Fact]
    public void Every_module_of_the_server_stands_in_the_table_of_contents()
    {
        var modules = typeof(Modules).Assembly.GetTypes().Where(t => t.IsClass && typeof(Platform.Server.Hosting.IModule).IsAssignableFrom(t));
        Assert.Equal(modules.Select(t => t.FullName).Order(), Modules.All.Select(m => m.GetType().FullName).Order());
    }

    internal static void Holds(IEnumerable<string> violations)
    {
        var found = violations.ToList();
        Assert.True(found.Count == 0, $"{found.Count} violation(s):{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }
}
