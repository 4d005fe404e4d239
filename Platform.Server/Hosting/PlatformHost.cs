using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Console;
using MudBlazor.Services;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting.Checkups;
using Platform.Server.Hosting.Housekeeping;
using Platform.Server.Hosting.Repetition;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Hosting;

/// <summary>Builds the one host that the program, the tests and the benchmarks run.</summary>
internal static class PlatformHost
{
    /// <param name="configure">Last word on services and configuration; tests put their clock here.</param>
    /// <param name="more">Modules besides those of the server.</param>
    public static WebApplication Build(HostSettings settings, Action<WebApplicationBuilder>? configure = null, IReadOnlyList<IModule>? more = null)
    {
        IModule[] modules = [.. Modules.All, .. more ?? []];
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PlatformHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        if (settings.FlowEngine is { } engine)
        {
            builder.Configuration["Flows:Engine"] = engine;
        }

        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestLimits.Json;
        });
        builder.Configuration.AddInMemoryCollection(settings.More ?? new Dictionary<string, string?>());
        AddLogging(builder, settings.LogsAside);
        var cluster = ClusterSettings.Of(builder.Configuration);
        AddOrleans(builder, cluster);
        AddHosting(builder.Services, settings, cluster, builder.Configuration);
        foreach (var module in modules)
        {
            module.AddServices(builder.Services, builder.Configuration);
        }

        configure?.Invoke(builder);
        builder.AddTelemetry();
        var app = builder.Build();
        Use(app);
        Map(app, modules);
        return app;
    }

    /// <summary>Opens and migrates the data, then checks or seeds; after it the host may start. Throws <see cref="StartRefusedException"/>.</summary>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken ct)
    {
        await app.Services.GetRequiredService<DataRuntime>().StartingAsync(ct);
        await app.Services.GetRequiredService<Preparation>().StartingAsync(ct);
    }

    private static void AddLogging(WebApplicationBuilder builder, bool aside)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff ";
        });
        builder.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = aside ? LogLevel.Trace : LogLevel.None);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System", LogLevel.Warning);
        // Keys lie in a directory only this user can read; it would say so at every first start.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // Every page is no-store already; antiforgery says so at each form.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        builder.Logging.AddFilter("Orleans", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.Orleans", LogLevel.Error);
    }

    // One process is a cluster of one; its two ports are free ones, because two silos on the same ports start silently beside each other. How a node joins others is
    // the affair of the feature that knows the table of its members.
    private static void AddOrleans(WebApplicationBuilder builder, ClusterSettings cluster) => builder.UseOrleans(silo =>
    {
        if (!cluster.Enabled)
        {
            var ports = FreePorts.Take(2);
            silo.UseLocalhostClustering(ports[0], ports[1], serviceId: "platform", clusterId: ports[0].ToString(CultureInfo.InvariantCulture));
            silo.Configure<ClusterMembershipOptions>(o => o.NumVotesForDeathDeclaration = 1);
        }
        else if (cluster.Dashboard)
        {
            silo.AddDashboard(o => o.HideTrace = true);
        }
    });

    private static void AddHosting(IServiceCollection services, HostSettings settings, ClusterSettings cluster, IConfiguration configuration)
    {
        services.AddSingleton<TimeProvider, MicrosecondClock>();
        services.AddSingleton(new RunMode(settings.Demo));
        services.AddSingleton(cluster);
        services.Configure<HostOptions>(o => o.ShutdownTimeout += cluster.Drain);
        services.AddData(settings.Data, DatabaseSettings.Of(settings.Engine, settings.Connection, configuration, cluster.Enabled));
        services.AddSingleton<InstallationStore>();
        services.AddSingleton<Preparation>();
        services.AddHostedService(s => s.GetRequiredService<Preparation>());
        services.AddHostedService<AccessCheck>();
        services.AddScoped<ActorHolder>();
        services.AddScoped<ICurrentActor, HolderActor>();
        services.AddSingleton<RequestAnswerStore>();
        services.AddSingleton<IChore, ForgetAnswers>();
        services.AddSingleton<Housekeeper>();
        services.AddHostedService(s => s.GetRequiredService<Housekeeper>());
        services.AddSingleton<ICheckup, DiskCheckup>();
        services.AddSingleton<ICheckup, DatabaseCheckup>();
        services.AddSingleton<Doctor>();
        services.AddSingleton<ICommand, Doctor.Command>();
        services.AddSingleton<ProblemTexts>();
        services.AddSingleton<ProblemLines>();
        services.AddTexts<HostingText>();
        services.AddTexts<RulesText>();
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(RequestCulture.Configure);
        services.AddExceptionHandler<RequestProblems>();
        services.AddProblemDetails();
        services.AddLimits();
        services.AddHealth();
        services.AddApiDescription();
        services.AddAuthentication();
        services.AddAuthorization();
        services.AddProxies();
        services.AddAntiforgery(o =>
        {
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddDataProtection().SetApplicationName("platform").PersistKeysToFileSystem(Directory.CreateDirectory(settings.Data.Keys));
        // A definition is edited as text too: 2 MB of it, twice that with every quotation mark escaped on the line.
        services.AddRazorComponents(o => o.MaxFormMappingCollectionSize = 20_000).AddInteractiveServerComponents().AddHubOptions(o => o.MaximumReceiveMessageSize = 5 * 1024 * 1024);
        services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomLeft);
        // Chinese stays Chinese in the pages: as numbers it would be three times as long.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddHttpContextAccessor();
        services.AddScoped<PortalPlace>();
        services.AddScoped<PortalSite>();
        services.Configure<FormOptions>(o => o.ValueCountLimit = 20_000);
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o => Speak(o.SerializerOptions));
    }

    // The model's JSON dialect; requests that are marked so refuse members they do not know.
    private static void Speak(System.Text.Json.JsonSerializerOptions options)
    {
        var model = ModelJson.Options;
        options.DefaultIgnoreCondition = model.DefaultIgnoreCondition;
        options.Encoder = model.Encoder;
        options.NumberHandling = model.NumberHandling;
        options.AllowOutOfOrderMetadataProperties = model.AllowOutOfOrderMetadataProperties;
        foreach (var converter in model.Converters)
        {
            options.Converters.Add(converter);
        }

        StrictJson.Apply(options);
    }

    private static void Use(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseHsts();
        app.UseSecurityHeaders();
        app.UseRequestLocalization();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/status/500",
            CreateScopeForErrors = true,
            AllowStatusCode404Response = true,
            SuppressDiagnosticsCallback = _ => true,
        });
        app.UseWhen(RequestProblems.AnswersWithJson, api => api.UseStatusCodePages(RequestProblems.WriteAsync));
        app.UseWhen(context => !RequestProblems.AnswersWithJson(context), page => page.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true));
        app.ReadStatusPages();
        app.UseRouting();
        app.UsePageHeaders();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<RepeatedRequests>();
        app.UseAntiforgery();
    }

    private static void Map(WebApplication app, IEnumerable<IModule> modules)
    {
        app.MapStaticAssets();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics").Open("Figures without personal data; a proxy in front decides who reaches them.");
        app.MapOpenApi("/openapi/{documentName}.json").Open("The description of the API is public.");
        app.MapLanguageSwitch();
        Preferences.Map(app);
        // Requests to the API carry a token, never a cookie, so there is nothing to forge.
        var api = app.MapGroup("/api/v1").DisableAntiforgery();
        foreach (var module in modules)
        {
            module.MapRoutes(app, api);
        }

        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null)
            .AddAdditionalAssemblies(PageAssemblies.Additional)
            .DeclarePageAccess();
    }
}
