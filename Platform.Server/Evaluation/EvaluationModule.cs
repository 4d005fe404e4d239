using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Evaluation;

internal sealed class EvaluationModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<EvaluationText>();
        services.AddOptions<EvaluationOptions>().Bind(configuration.GetSection(EvaluationOptions.Section));
        services.AddSingleton<IEffectHandler<ServiceRenderedEffect>, ServiceRendered>();
        services.AddSingleton<ServiceEventStore>();
        services.AddSingleton<RatingStore>();
        services.AddSingleton<RatingTaskStore>();
        services.AddSingleton<FigureStore>();
        services.AddSingleton<IRatings, Ratings>();
        services.AddSingleton<RateService>();
        services.AddSingleton<ChangeRating>();
        services.AddSingleton<ListRatings>();
        services.AddSingleton<EvaluationDesk>();
        services.AddSingleton<ReadFigures>();
        services.AddStaffLink(new("/workbench/evaluation-desk", typeof(EvaluationText), "desk.title", "star", Permissions.EvaluationsHandle, 40, "g e"));
        services.AddStaffLink(new("/admin/figures", typeof(EvaluationText), "figures.title", "good", Permissions.EvaluationsRead, 110, "g f"));
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        RateService.Map(api);
        ChangeRating.Map(api);
        ListRatings.Map(api);
        EvaluationDesk.Map(api);
        ReadFigures.Map(api);
    }
}
